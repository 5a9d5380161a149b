/** A module as Node takes it for a thread or a process: a file URL only as a URL. */
export function moduleOf(module: URL | string): URL | string {
  return typeof module === 'string' && module.startsWith('file:') ? new URL(module) : module
}
