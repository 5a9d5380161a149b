// What the tidy rules look at: the paths of the repository, forward slashes, and the text behind each.

export interface Tree {
  readonly paths: readonly string[]
  read(path: string): string
}

export interface Finding {
  readonly path: string
  readonly message: string
}

export type Rule = (tree: Tree) => readonly Finding[]
