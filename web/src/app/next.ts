/** Only paths of our own: `next` comes from the address and could name any place. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/app'
}
