// Runs a command to its end and hands over what it printed. Besides the path's, it finds the commands of the packages that
// this one depends on.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const ownCommands = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))

export interface CommandOptions {
  readonly cwd?: string
  /** Where commands are looked for first. */
  readonly path?: string
  /** Let the command print to this program's own output instead of gathering it. */
  readonly isShown?: boolean
}

export interface CommandResult {
  readonly exitCode: number
  /** Standard output. */
  readonly output: string
  /** Standard error, then standard output: what a person wants to see of a command that failed. */
  readonly everything: string
}

export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const searchPath = [options.path, ownCommands, process.env['PATH']]
    .filter((part) => part !== undefined)
    .join(delimiter)
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, PATH: searchPath },
    stdio: ['ignore', options.isShown === true ? 'inherit' : 'pipe', options.isShown === true ? 'inherit' : 'pipe'],
  })
  const printed = { output: '', errors: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.output += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.errors += text))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  return { exitCode, output: printed.output, everything: printed.errors + printed.output }
}
