/**
 * What a socket is told when a connection ends. Both are options of libzmq's draft API, which the addon is built with but
 * does not show; where one is not there, an end is noticed by deadlines only.
 */
import type { SocketOptions } from '../message-socket.js'

/** ZMQ_DISCONNECT_MSG, for whoever is bound. */
const disconnectMessageOption = 111
/** ZMQ_HICCUP_MSG, for whoever connects. */
const hiccupMessageOption = 114

/** Protected in the addon's types, there at run time. */
interface WithStringOptions {
  readonly setStringOption?: (option: number, value: string) => void
}

export function setEndMessages(raw: object, { disconnectMessage, hiccupMessage }: SocketOptions): void {
  if (disconnectMessage !== undefined) setWhereThere(raw, disconnectMessageOption, disconnectMessage)
  if (hiccupMessage !== undefined) setWhereThere(raw, hiccupMessageOption, hiccupMessage)
}

function setWhereThere(raw: WithStringOptions, option: number, value: string): void {
  try {
    raw.setStringOption?.(option, value)
  } catch (error) {
    // libzmq does not know the option.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  }
}
