/** A second process of a system: its workers. It says once that they are ready. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @param given what the program reads as its first argument, by JSON */
export async function startWorkerProcess(program: string, given: object): Promise<ChildProcess> {
  const file = fileURLToPath(new URL(`../workers/${program}.js`, import.meta.url))
  const child = fork(file, [JSON.stringify(given)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${program} has ended`))),
  ])
  return child
}
