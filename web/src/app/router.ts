import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { i18n, loadTexts } from '@/i18n'
import { safeNext } from './next'
import { routes } from './routes'
import { useSession } from './session'

function guard(to: RouteLocationNormalized) {
  const { user } = useSession()
  if (to.meta.signedIn && !user) return { name: 'sign-in', query: { next: to.fullPath } }
  if (to.meta.guest && user) return safeNext(to.query.next)
  const { roles } = to.meta
  if (user && roles && !roles.includes(user.role)) return user.role === 'admin' ? '/app/admin' : '/app'
  return true
}

/** A release replaces the chunks that an open page still asks for: it loads itself anew, once. */
function reloadWhenStale(path: string): void {
  const last = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - last < 10_000) return
  sessionStorage.setItem('reloaded', String(Date.now()))
  location.assign(path)
}

function setTitle(to: RouteLocationNormalized): void {
  const key = to.meta.title
  document.title = key ? `${i18n.global.t(key)} · Tandem` : 'Tandem'
}

export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior(to, from, saved) {
      if (saved) return saved
      if (to.hash) return { el: to.hash, top: 80 }
      return to.path === from.path ? false : { top: 0 }
    },
  })
  router.beforeEach(guard)
  router.beforeResolve((to) => loadTexts(to.matched.flatMap((record) => record.meta.texts ?? [])))
  router.afterEach(async (to, from, failure) => {
    if (failure || (to.path === from.path && from.matched.length)) return
    setTitle(to)
    // The first page keeps the browser's own focus; afterwards the new page's name is read out.
    if (!from.matched.length) return
    await nextTick()
    const heading =
      document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
  })
  router.onError((error: Error, to) => {
    if (/dynamically imported module|module script|preload/i.test(error.message)) reloadWhenStale(to.fullPath)
  })
  watch(i18n.global.locale, () => setTitle(router.currentRoute.value))
  return router
}
