// Keeps the page's frame and its hashed files, so that a visit without a connection shows the app, which says so.
const CACHE = 'shell-1'
const keep = async (key, response) => {
  if (response.ok) await (await caches.open(CACHE)).put(key, response.clone())
  return response
}
addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/assets/')) {
    event.respondWith(
      caches.match(request).then((hit) => hit ?? fetch(request).then((r) => keep(request, r))),
    )
  } else if (request.destination === 'document' && !/^\/(api|files|r)\//.test(url.pathname)) {
    event.respondWith(
      fetch(request)
        .then((r) => (r.headers.get('content-type')?.includes('html') ? keep('/', r) : r))
        .catch(async () => (await caches.match('/')) ?? Response.error()),
    )
  }
})
