/** The progress bar, on stderr: redrawn in its place on a terminal, and silent elsewhere. */
import type { WriteStream } from 'node:tty'

const barChars = 30

export class Progress {
  readonly #total: number
  readonly #stream: Pick<WriteStream, 'write' | 'isTTY'>
  #done = 0

  constructor(total: number, stream: Pick<WriteStream, 'write' | 'isTTY'> = process.stderr) {
    this.#total = total
    this.#stream = stream
  }

  /** One more has begun. */
  step(what: string): void {
    const done = this.#done++ / this.#total
    const filled = Math.round(done * barChars)
    const bar = '█'.repeat(filled) + '░'.repeat(barChars - filled)
    this.#draw(`${bar} ${String(Math.floor(done * 100)).padStart(3)} %  ${what}`)
  }

  /** The line is free again. */
  clear(): void {
    this.#draw('')
  }

  #draw(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r\u001B[K${text}`)
  }
}
