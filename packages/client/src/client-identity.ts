/** What a broker knows a client by. */
import { randomBytes } from 'node:crypto'
import { formatRoutingId } from '@errand/protocol'

/** 128 random bits: no two clients ever share an identity, which libzmq would punish by silence. */
export function clientIdentity(): string {
  return formatRoutingId({ name: 'client', epoch: randomBytes(16).toString('base64url') })
}
