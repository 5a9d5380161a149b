/** The one writer: what a program says on standard output, and what it complains of on standard error. */

export interface Output {
  line(text: string): void
  complaint(text: string): void
}

export interface OutputOptions {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream
  /** A line could not be written: `EPIPE` where nobody reads any more (`| head`). Further lines are dropped. */
  readonly onFault: (error: NodeJS.ErrnoException) => void
}

export function output({ out, err, onFault }: OutputOptions): Output {
  let isBroken = false
  out.on('error', (error) => {
    if (!isBroken) onFault(error)
    isBroken = true
  })
  return {
    line(text) {
      if (!isBroken) out.write(`${text}\n`)
    },
    complaint(text) {
      err.write(`${text}\n`)
    },
  }
}
