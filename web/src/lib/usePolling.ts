import { onScopeDispose, watch } from 'vue'

/**
 * Asks again and again while somebody looks at the page. `every` is in milliseconds, undefined while there is no need;
 * the time runs from answer to question, so that a slow server is not asked twice at once.
 */
export function usePolling(act: () => Promise<unknown>, every: () => number | undefined): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function plan(): void {
    clearTimeout(timer)
    const wait = every()
    if (wait === undefined || stopped || document.hidden) return
    timer = setTimeout(async () => {
      // What failed is told by the query itself; the next round may succeed.
      await act().catch(() => undefined)
      plan()
    }, wait)
  }
  watch(every, plan, { immediate: true })
  document.addEventListener('visibilitychange', plan)
  onScopeDispose(() => {
    stopped = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', plan)
  })
}
