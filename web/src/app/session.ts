import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api, ApiProblem, ask, type Me, type Role, type Session } from '@/api'
import { forgetSession, keepSession, refresh, wasSignedIn, whenSessionEnds } from '@/api/client'
import { hasChosenLanguage, setLanguage } from '@/i18n'
import { dropAllDrafts } from '@/lib/drafts'

/** Who is at the browser. The tokens themselves stay in `api/client`. */
export const useSession = defineStore('session', () => {
  const user = shallowRef<Me | null>(null)
  /** The server did not answer when the page opened; who is there is not known. */
  const unreachable = shallowRef(false)
  const role = computed<Role | null>(() => user.value?.role ?? null)

  async function welcome(session: Session): Promise<void> {
    keepSession(session)
    // A refresh may answer with tokens alone.
    user.value = session.user ?? (await ask(api.GET('/session'))).user
    if (!hasChosenLanguage()) await setLanguage(user.value?.locale)
  }

  /** Takes up the session of this browser, if there is one. A stranger costs no request. */
  async function begin(): Promise<void> {
    unreachable.value = false
    if (!wasSignedIn()) return
    try {
      const session = await refresh(window.boot)
      if (session) await welcome(session)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      unreachable.value = true
    } finally {
      delete window.boot
    }
  }

  /** Ends it here and on the server, and leaves nothing of it in the browser. */
  async function signOut(): Promise<void> {
    try {
      await ask(api.POST('/auth/logout'))
    } finally {
      forgetSession()
      dropAllDrafts()
      // A fresh document forgets every cached answer with it.
      location.assign('/')
    }
  }

  whenSessionEnds(() => {
    const next = encodeURIComponent(location.pathname + location.search)
    location.assign(`/sign-in?ended=1&next=${next}`)
  })
  // Signing out in one tab signs out in all.
  addEventListener('storage', (event) => {
    if (event.key === 'signed-in' && event.newValue === null && user.value) location.assign('/')
  })

  return { user, role, unreachable, begin, welcome, signOut }
})
