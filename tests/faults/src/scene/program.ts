/**
 * Another process of a scene: a program of `programs/`, told by its arguments what to do, and heard by messages. How it ends is
 * noted: nobody but a victim may die of a signal, or abort.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Finding, findings } from '../audit/finding.js'
import { programUrl } from './placements.js'

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly err: string
}

export interface ProgramOptions {
  /** What the program is handed. */
  readonly input?: unknown
  /** Its death is part of the row. */
  readonly isVictim?: boolean
  /** A command line that runs it, such as one that takes root's privileges away. */
  readonly under?: readonly string[]
  readonly execArgv?: readonly string[]
}

interface Message {
  readonly kind: string
  readonly value?: unknown
}

/** 128 and the number of SIGABRT, SIGBUS, SIGSEGV: what a shell makes of such an end. */
const crashCodes: ReadonlySet<number | null> = new Set([134, 135, 139])
const crashSignals: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGABRT', 'SIGBUS', 'SIGSEGV', 'SIGILL'])

function isCrash({ code, signal }: Pick<ProgramEnd, 'code' | 'signal'>): boolean {
  return crashSignals.has(signal) || crashCodes.has(code)
}

export class Program {
  readonly name: string
  readonly ended: Promise<ProgramEnd>
  readonly #child: ChildProcess
  readonly #isVictim: boolean
  #heard: Message[] = []
  #listeners: { readonly kind: string; readonly resolve: (message: Message) => void }[] = []
  #end: ProgramEnd | undefined
  /** Killed by its scene, when the row was over. */
  #isDismissed = false

  constructor(name: string, { input, isVictim = false, under = [], execArgv = [] }: ProgramOptions) {
    this.name = name
    this.#isVictim = isVictim
    const [execPath = process.execPath, ...prefix] = under
    this.#child = fork(fileURLToPath(programUrl(name)), [JSON.stringify(input ?? null)], {
      execPath,
      execArgv: [...prefix, ...(under.length > 0 ? [process.execPath] : []), ...execArgv],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    this.#child.on('message', (message: Message) => {
      this.#heard.push(message)
      this.#deliver()
    })
    this.ended = this.#untilEnded()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#end === undefined
  }

  /** Resolves with the next that it says under that name, or has said already. Rejects where it ends without having said so. */
  async heard<Value = unknown>(kind: string): Promise<Value> {
    const saying = new Promise<Message>((resolve) => {
      this.#listeners.push({ kind, resolve })
    })
    this.#deliver()
    const ending = this.ended.then(({ code, signal, err }) => {
      throw new Error(`${this.name} ended (${signal ?? code}) before it said ${kind}: ${err}`)
    })
    return (await Promise.race([saying, ending])).value as Value
  }

  say(kind: string, value?: unknown): void {
    if (this.#child.connected) this.#child.send({ kind, value } satisfies Message)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  kill(): Promise<ProgramEnd> {
    this.signal('SIGKILL')
    return this.ended
  }

  /** Ends it with its scene. */
  async dismiss(): Promise<void> {
    this.#isDismissed ||= this.isRunning
    await this.kill()
  }

  /** I10 */
  findings(): readonly Finding[] {
    if (!this.#end || this.#isVictim || this.#isDismissed || !isCrash(this.#end)) return []
    const { signal, code, err } = this.#end
    return findings('I10', [`${this.name}, which is no victim, died of ${signal ?? code}: ${err}`])
  }

  /** Hands each message to whoever waited longest for its kind. */
  #deliver(): void {
    this.#heard = this.#heard.filter((message) => {
      const listener = this.#listeners.find(({ kind }) => kind === message.kind)
      this.#listeners = this.#listeners.filter((one) => one !== listener)
      listener?.resolve(message)
      return listener === undefined
    })
  }

  async #untilEnded(): Promise<ProgramEnd> {
    const err = this.#child.stderr ? text(this.#child.stderr) : Promise.resolve('')
    const [code, signal] = (await once(this.#child, 'close')) as [number | null, NodeJS.Signals | null]
    this.#end = { code, signal, err: await err }
    return this.#end
  }
}
