/** @errand/example-kit/testing: what every example has to do, as tests that an example passes when it runs as a program. */
export { describeExample } from './describe-example.js'
export type { ExampleUnderTest } from './example-under-test.js'
export { startProgram } from './program.js'
export type { Program, ProgramEnd, ProgramOptions } from './program.js'
