/**
 * The token of a mailed link. It stands in the fragment, which no server and no referrer sees, and leaves the address bar
 * once read.
 */
export function takeToken(): string {
  const fragment = location.hash.replace(/^#/, '')
  const token = new URLSearchParams(fragment).get('token') ?? fragment
  if (fragment) history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
