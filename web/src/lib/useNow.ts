import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** The present in milliseconds, renewed once a minute while somebody looks. */
export function useIntervalNow(every = 60_000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), every)
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
