// Keeps `docs/api/<package>.api.md`: the whole public interface of a package as one text, so that a change of it is seen
// in review. API Extractor reads the built declarations with a TypeScript of its own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import type { ExtractorMessage, IExtractorMessagesConfig } from '@microsoft/api-extractor'
import type { PublishablePackage } from './publishable-packages.js'

export interface ApiReportOptions {
  readonly root: string
  /** Write the report instead of comparing with the one that is committed. */
  readonly isUpdating: boolean
}

/** One line for each fault of the interface, and one if it differs from its report. */
export function findApiFaults(one: PublishablePackage, options: ApiReportOptions): readonly string[] {
  const faults: string[] = []
  mkdirSync(reportFolder(options.root), { recursive: true })
  const result = Extractor.invoke(configOf(one, options.root), {
    localBuild: options.isUpdating,
    messageCallback: (message) => {
      if (isFault(message)) faults.push(`${one.manifest.name}: ${message.text}`)
      message.handled = true
    },
  })
  if (result.apiReportChanged && !options.isUpdating) {
    faults.push(
      `${one.manifest.name}: its interface is not what docs/api says; run "pnpm api:update" and read the change`,
    )
  }
  return faults
}

// The notes that a report was written or has changed are no faults of the interface.
function isFault(message: ExtractorMessage): boolean {
  const isSevere = message.logLevel === ExtractorLogLevel.Error || message.logLevel === ExtractorLogLevel.Warning
  return isSevere && !message.messageId.startsWith('console-')
}

function reportFolder(root: string): string {
  return join(root, 'docs', 'api')
}

function configOf(one: PublishablePackage, root: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: one.path,
      mainEntryPointFilePath: join(one.path, 'dist', 'index.d.ts'),
      compiler: { overrideTsconfig: tsconfigOf(one) },
      apiReport: {
        enabled: true,
        reportFolder: reportFolder(root),
        reportTempFolder: join(root, 'node_modules', '.cache', 'api'),
        reportFileName: `${one.folder}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: messageRules,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(one.path, 'package.json'),
  })
}

// Not this repository's own: it would lead API Extractor to sources, and with options that it may not know.
function tsconfigOf(one: PublishablePackage): object {
  return {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023', 'ESNext.Disposable'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
    },
    files: [join(one.path, 'dist', 'index.d.ts')],
  }
}

// Release tags and the finer syntax of doc comments are not used here; a type that is part of the interface without being
// exported is a fault, since nobody outside can name it.
const messageRules: IExtractorMessagesConfig = {
  compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
  extractorMessageReporting: {
    default: { logLevel: ExtractorLogLevel.Warning },
    'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
    'ae-undocumented': { logLevel: ExtractorLogLevel.None },
    'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
  },
  tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
}
