import { readonly, ref } from 'vue'

const state = ref(!navigator.onLine)
addEventListener('online', () => (state.value = false))
addEventListener('offline', () => (state.value = true))

/** Whether the device says that it has no connection. */
export const offline = readonly(state)

interface ScriptUrlPolicy {
  createScriptURL(url: string): string
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy
}

/** Keeps the shell at hand, so that a cold start without a connection says so instead of failing. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
  const worker =
    types?.createPolicy('sw', { createScriptURL: (url) => url }).createScriptURL('/sw.js') ?? '/sw.js'
  // Browsing without storage forbids workers; the app needs none.
  navigator.serviceWorker.register(worker).catch(() => undefined)
}
