/** The contract of errand's typed system: what both ends write down once. */
import { type Contract, defineContract, task, type TaskDefinition } from '@errand/contract'
import type { Body } from '../systems/system.js'

interface Echo {
  readonly input: { readonly given: Body; readonly checked: Body }
  readonly chunk: { readonly given: never; readonly checked: never }
  readonly output: { readonly given: Body; readonly checked: Body }
}

export const echoContract: Contract<{ readonly echo: TaskDefinition<Echo> }> = defineContract('echo', {
  echo: task<Body, Body>(),
})
