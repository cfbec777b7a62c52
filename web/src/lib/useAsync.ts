import { ref, shallowRef } from 'vue'

/** One action with its state. A second call while the first runs is dropped, so a double click acts once. */
export function useAsync<Args extends unknown[], T>(action: (...args: Args) => Promise<T>) {
  const busy = ref(false)
  const error = shallowRef<unknown>()

  /** The result, or undefined when it failed; then `error` says why. */
  async function run(...args: Args): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    error.value = undefined
    try {
      return await action(...args)
    } catch (thrown) {
      error.value = thrown
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { run, busy, error }
}
