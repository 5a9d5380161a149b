/** What an editor shows of a task where it is asked for, and where it is served: what its contract says of it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-6'
import { expect, it } from 'vitest'

const file = fileURLToPath(new URL('../fixtures/hover.mts', import.meta.url))
const text = readFileSync(file, 'utf8')

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  strict: true,
  noEmit: true,
}
const host: ts.LanguageServiceHost = {
  ...ts.sys,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getScriptFileNames: () => [file],
  getScriptVersion: () => '1',
  getScriptSnapshot: (path) => {
    const source = ts.sys.readFile(path)
    return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
  },
  getCompilationSettings: () => options,
  getDefaultLibFileName: (each) => ts.getDefaultLibFilePath(each),
}
const service = ts.createLanguageService(host)

it('is a program without errors', () => {
  const diagnostics = [...service.getSemanticDiagnostics(file), ...service.getSyntacticDiagnostics(file)]
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
})

it.each([
  ['asked for', 'client.|resize(', 'Makes it smaller.'],
  ['handed over', 'client.|resize.send', 'Makes it smaller.'],
  ['streamed', 'client.|scan.stream', 'Looks through a folder.'],
  ['served', '|resize: ({ width })', 'Makes it smaller.'],
])('is shown where a task is %s', (_where, place, documentation) => {
  const at = text.indexOf(place.replace('|', '')) + place.indexOf('|')
  expect(ts.displayPartsToString(service.getQuickInfoAtPosition(file, at)?.documentation)).toBe(documentation)
})
