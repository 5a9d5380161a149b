/** What every program of the rows has of the row that started it: its input, what it is told, and a way to answer. */

interface Message {
  readonly kind: string
  readonly value?: unknown
}

/** @returns what the program was handed, which is what it expects: both are in this folder and its rows */
export function readInput(): unknown {
  // Without the row nobody needs the program.
  process.on('disconnect', () => process.exit())
  return JSON.parse(process.argv[2] ?? 'null')
}

/** Resolves when it has left: a program that disconnects before may take it with it. */
export async function tell(kind: string, value?: unknown): Promise<void> {
  await new Promise((resolve) => process.send?.({ kind, value } satisfies Message, resolve))
}

/** Lets the program end by itself, which it does not as long as it can be told something. */
export function listenNoMore(): void {
  process.removeAllListeners('disconnect')
  if (process.connected) process.disconnect()
}

export function whenTold(kind: string, act: (value: unknown) => void): void {
  process.on('message', (message: Message) => {
    if (message.kind === kind) act(message.value)
  })
}
