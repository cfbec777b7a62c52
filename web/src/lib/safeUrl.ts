/** An address that people typed, if following it can do no harm; undefined for `javascript:` and the like. */
export function safeUrl(typed: string | null | undefined): string | undefined {
  try {
    const url = new URL(typed ?? '')
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
  } catch {
    return undefined
  }
}

/** An address as a person reads it: "example.org/shop". */
export function shortUrl(typed: string): string {
  return typed.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
}
