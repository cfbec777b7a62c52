/** A stretch of text that stayed, went or came. */
export interface Stretch {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** Beyond this many comparisons whole lines are compared instead of words. */
const MOST = 4_000_000

function words(text: string): string[] {
  if (typeof Intl.Segmenter === 'function') {
    return Array.from(new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text), (s) => s.segment)
  }
  return text.split(/(\s+)/).filter(Boolean)
}

const lines = (text: string) => text.split(/(?<=\n)/)

/** Lengths of the longest common subsequences of the tails, row by row. */
function table(a: string[], b: string[]): Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    const row = rows[i]
    const below = rows[i + 1]
    if (!row || !below) continue
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return rows
}

/** What went and what came between two texts, word by word. */
export function textDiff(before: string, after: string): Stretch[] {
  let a = words(before)
  let b = words(after)
  if (a.length * b.length > MOST) [a, b] = [lines(before), lines(after)]
  if (a.length * b.length > MOST) {
    return [
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ]
  }
  const lengths = table(a, b)
  const found: Stretch[] = []
  const add = (kind: Stretch['kind'], text = '') => {
    const last = found.at(-1)
    if (last?.kind === kind) last.text += text
    else found.push({ kind, text })
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a[i++])
      j++
    } else if (j >= b.length || (i < a.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      add('gone', a[i++])
    } else add('new', b[j++])
  }
  return smoothed(found)
}

const hasWord = (text: string) => /[\p{L}\p{N}]/u.test(text)

/** Two changes with nothing but a space or a comma between them read as one: "old words" → "new words". */
function smoothed(stretches: Stretch[]): Stretch[] {
  const found: Stretch[] = []
  let gone = ''
  let came = ''
  const settle = () => {
    if (gone) found.push({ kind: 'gone', text: gone })
    if (came) found.push({ kind: 'new', text: came })
    gone = came = ''
  }
  stretches.forEach(({ kind, text }, at) => {
    const between = (gone || came) && at < stretches.length - 1 && !hasWord(text)
    if (kind !== 'new' && (kind === 'gone' || between)) gone += text
    if (kind !== 'gone' && (kind === 'new' || between)) came += text
    if (kind === 'same' && !between) {
      settle()
      found.push({ kind, text })
    }
  })
  settle()
  return found
}
