interface Said {
  author_id: string
  created_at: string
}

/** Messages of one author that follow each other faster than this stand together. */
const TOGETHER_MS = 5 * 60_000

/** Whether a message is the last of those that stand together. */
export function isLast(items: Said[], at: number): boolean {
  const [one, next] = [items[at], items[at + 1]]
  if (!one || !next) return true
  return (
    one.author_id !== next.author_id || Date.parse(next.created_at) - Date.parse(one.created_at) > TOGETHER_MS
  )
}
