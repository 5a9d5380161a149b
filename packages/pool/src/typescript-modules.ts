/**
 * Modules in TypeScript: they run as they are where Node strips types (22.18 and later), and through `tsx` where that is installed
 * beside them.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { PoolError } from './pool-error.js'

export interface RunnableModule {
  readonly url: URL
  /** What node needs for it in its command line. */
  readonly execArgv: readonly string[] | undefined
}

/** @param module a URL, or a path from the current directory @throws PoolError `typescript-module` */
export function runnableModule(module: URL | string): RunnableModule {
  const url = urlOf(module)
  if (!isTypeScript(url) || stripsTypes()) return { url, execArgv: undefined }
  return {
    url,
    execArgv: [...process.execArgv, '--import', registration(tsxBeside(url, 'esm'), tsxBeside(url, 'cjs'))],
  }
}

/** Imports a module afresh, as if it had never been. */
export async function importAfresh(module: URL | string): Promise<unknown> {
  const url = urlOf(module)
  url.searchParams.set('errand', String(++imports))
  if (!isTypeScript(url) || stripsTypes()) return import(url.href)
  const api = (await import(tsxBeside(url, 'esm'))) as TsxApi
  return api.tsImport(url.href, import.meta.url)
}

interface TsxApi {
  tsImport(url: string, parent: string): Promise<unknown>
}

let imports = 0

function urlOf(module: URL | string): URL {
  if (module instanceof URL) return new URL(module)
  return module.startsWith('file:') ? new URL(module) : pathToFileURL(module)
}

function isTypeScript({ pathname }: URL): boolean {
  return /\.[cm]?ts$/.test(pathname)
}

function stripsTypes(): boolean {
  return Boolean((process.features as { readonly typescript?: unknown }).typescript)
}

/**
 * `--import tsx` does nothing in a thread of Node 20: its interfaces do the same anywhere. Where no package says that its files are ES modules,
 * Node loads them by `require`.
 */
function registration(esm: string, cjs: string): string {
  const text = `import { register } from ${JSON.stringify(esm)}
import { register as registerRequire } from ${JSON.stringify(cjs)}
registerRequire()
register()`
  return `data:text/javascript,${encodeURIComponent(text)}`
}

type Form = 'esm' | 'cjs'

interface TsxManifest {
  readonly exports: { readonly [entry in `./${Form}/api`]: { readonly import: { readonly default: string } } }
}

/** @returns the URL of an interface of tsx, in the form for `import`, which alone works for modules */
function tsxBeside(url: URL, form: Form): string {
  try {
    const require = createRequire(url)
    const manifest = require('tsx/package.json') as TsxManifest
    const path = manifest.exports[`./${form}/api`].import.default
    return new URL(path, pathToFileURL(require.resolve('tsx/package.json'))).href
  } catch (cause) {
    const message = `${url.pathname} is TypeScript, which Node ${process.version} does not run: use Node 22.18 or later, install tsx, or name the module that it is compiled to`
    throw new PoolError('typescript-module', message, { cause })
  }
}
