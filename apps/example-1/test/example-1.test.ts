// The built example 1, run as a program.
import { describeExample } from '@errand/example-kit/testing'

describeExample({
  name: 'example-1',
  main: new URL('../dist/main.js', import.meta.url),
  readme: new URL('../README.md', import.meta.url),
  ownFlags: ['workers'],
  workers: 4,
  nestedRequests: new Map([
    ['worker.4', 'worker.1'],
    ['worker.2', 'worker.3'],
  ]),
})
