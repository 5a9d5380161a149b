// The links and the anchors of a Markdown text, as GitHub shows them; code is left out.

const inlineLink = /\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:\s+["'(][^)]*)?\s*\)/g
const linkDefinition = /^ {0,3}\[[^\]^][^\]]*\]:\s+<?([^\s>]+)/gm
const htmlLink = /<[a-z][^>]*?\s(?:href|src|srcset)="([^"\s]+)/gi
const htmlAnchor = /<[a-z][^>]*?\s(?:id|name)="([^"]+)"/gi
const heading = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm

export function linksOf(markdown: string): readonly string[] {
  const text = withoutInlineCode(withoutFences(markdown))
  return [inlineLink, linkDefinition, htmlLink].flatMap((pattern) => captures(text, pattern))
}

export function anchorsOf(markdown: string): ReadonlySet<string> {
  const text = withoutFences(markdown)
  const anchors = new Set(captures(text, htmlAnchor))
  for (const title of captures(text, heading)) addUnique(anchors, slug(title))
  return anchors
}

function captures(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] ?? '')
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^ *(```+|~~~+)[^]*?^ *\1.*$/gm, '').replace(/<!--[^]*?-->/g, '')
}

function withoutInlineCode(markdown: string): string {
  return markdown.replace(/(`+)[^]*?\1/g, 'code')
}

// GitHub keeps letters, digits, hyphens and underscores of the title's text, and makes a hyphen of each space.
function slug(title: string): string {
  return title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

// The second heading of one title is `title-1`, the third `title-2`.
function addUnique(anchors: Set<string>, name: string): void {
  let unique = name
  for (let count = 1; anchors.has(unique); count += 1) unique = `${name}-${count}`
  anchors.add(unique)
}
