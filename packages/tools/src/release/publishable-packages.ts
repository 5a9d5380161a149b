// Which packages a release publishes, and what their manifests say.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly sideEffects?: boolean | readonly string[]
}

export interface PublishablePackage {
  /** The name without its scope, which is also the name of the folder. */
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
}

export function publishablePackages(root: string): readonly PublishablePackage[] {
  return readdirSync(join(root, 'packages'))
    .toSorted()
    .map((folder) => {
      const path = join(root, 'packages', folder)
      return { folder, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest }
    })
    .filter(({ manifest }) => manifest.private !== true)
}
