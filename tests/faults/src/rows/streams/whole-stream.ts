/** A stream that nothing harms: all of it comes, and then its answer. */
import { expectReply } from '../../expectations.js'
import type { AuditedClient } from '../../scene/audited-client.js'

const chunksOfWhole = 500

export async function wholeStream(client: AuditedClient, target: string): Promise<string> {
  expectReply(await client.stream(target, { act: 'streams', count: chunksOfWhole }, () => undefined))
  return `${chunksOfWhole} of ${chunksOfWhole} chunks of another`
}
