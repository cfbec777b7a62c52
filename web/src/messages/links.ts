/** A piece of a message: plain, or an address that can be followed. */
export interface Part {
  text: string
  href?: string
}

const ADDRESS = /https?:\/\/[^\s<>"“”«»]+/gi
/** What ends a sentence rather than an address. */
const TAIL = /[.,;:!?'’*_।。、،؟]+$/

/** A closing bracket belongs to the address only if it was opened there. */
function trimmed(address: string): string {
  let text = address
  for (;;) {
    const before = text
    text = text.replace(TAIL, '')
    for (const [open, close] of ['()', '[]', '{}'].map((pair) => [pair[0] ?? '', pair[1] ?? ''] as const)) {
      const count = (of: string) => text.split(of).length - 1
      if (text.endsWith(close) && count(close) > count(open)) text = text.slice(0, -1)
    }
    if (text === before) return text
  }
}

/** A message in pieces; its text is never read as HTML. */
export function parts(text: string): Part[] {
  const found: Part[] = []
  let at = 0
  for (const match of text.matchAll(ADDRESS)) {
    const href = trimmed(match[0])
    if (!URL.canParse(href)) continue
    if (match.index > at) found.push({ text: text.slice(at, match.index) })
    found.push({ text: href, href })
    at = match.index + href.length
  }
  if (at < text.length) found.push({ text: text.slice(at) })
  return found
}
