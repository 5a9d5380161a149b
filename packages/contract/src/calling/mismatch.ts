/** How the contracts of a caller and of a worker differ, in words. */
import type { ServedContract } from '@errand/protocol'
import { type Contract, servedContract } from '../define/contract.js'

/** @param theirs what the worker serves */
export function describeMismatch(contract: Contract, task: string, theirs: ServedContract): string {
  const ours = servedContract(contract)
  const differences = [...versions(ours, theirs), ...tasks(ours, theirs)]
  return `${contract.name}.${task} is not served as it is asked for: ${differences.join('; ')}. Let both sides import the same contract`
}

function versions(ours: ServedContract, theirs: ServedContract): readonly string[] {
  if (ours.version === theirs.version) return []
  return [`the caller has version ${ours.version}, the worker version ${theirs.version}`]
}

function tasks(ours: ServedContract, theirs: ServedContract): readonly string[] {
  // With another version, every hash is another.
  const isSameVersion = ours.version === theirs.version
  const missing = Object.keys(ours.tasks).filter((task) => !Object.hasOwn(theirs.tasks, task))
  const more = Object.keys(theirs.tasks).filter((task) => !Object.hasOwn(ours.tasks, task))
  const changed = Object.keys(ours.tasks).filter(
    (task) => isSameVersion && Object.hasOwn(theirs.tasks, task) && theirs.tasks[task] !== ours.tasks[task],
  )
  return [
    ...(missing.length > 0 ? [`the worker has no ${missing.join(', ')}`] : []),
    ...(more.length > 0 ? [`the caller has no ${more.join(', ')}`] : []),
    ...(changed.length > 0 ? [`the schemas, the kind or the codec of ${changed.join(', ')} differ`] : []),
  ]
}
