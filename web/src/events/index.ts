import { useQueryCache } from '@pinia/colada'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useSession } from '@/app/session'
import { readAgain } from '@/lib/readAgain'
import { listen } from './stream'
import type { LiveEvent, LiveEvents } from './types'

export type { LiveEvent, LiveEvents } from './types'

/** A tab that nobody looks at for so long gives its connection back: browsers have six for all tabs together. */
const UNSEEN = 10_000

type Handler = (data: never) => void
const handlers = new Map<LiveEvent, Set<Handler>>()
const live = shallowRef(false)

/** Whether events come as they happen; while they don't, pages ask now and then. */
export const isLive = readonly(live)

/** Calls `act` with each event of that name, for as long as the component is there. */
export function useEvents<N extends LiveEvent>(name: N, act: (data: LiveEvents[N]) => void): void {
  const all = handlers.get(name) ?? new Set()
  handlers.set(name, all.add(act))
  onScopeDispose(() => all.delete(act))
}

function tell(name: LiveEvent, data: unknown): void {
  for (const act of handlers.get(name) ?? []) act(data as never)
}

/** Keeps the stream open while somebody is signed in and looks at the tab; once, at the root. */
export function useLiveStream(): void {
  const session = useSession()
  const cache = useQueryCache()
  const seen = shallowRef(!document.hidden)
  let unseen: ReturnType<typeof setTimeout> | undefined
  let stop: AbortController | undefined
  /** How far this tab has heard, whether the stream is open or not. */
  let mark = { id: '' }
  let isNew = true

  function hear(name: string, data: unknown): void {
    // Between what a page read when it opened and here something may have happened.
    if (name === 'reset') void readAgain(cache)
    else if (name === 'ready' && isNew) void readAgain(cache, ['notifications'])
    if (name === 'ready') isNew = false
    tell(name as LiveEvent, data)
  }
  function look(): void {
    clearTimeout(unseen)
    if (!document.hidden) seen.value = true
    else unseen = setTimeout(() => (seen.value = false), UNSEEN)
  }
  document.addEventListener('visibilitychange', look)
  watch(
    () => session.user?.id,
    () => {
      mark = { id: '' }
      isNew = true
    },
  )
  watch(
    () => (seen.value ? session.user?.id : undefined),
    (user) => {
      stop?.abort()
      stop = user ? new AbortController() : undefined
      if (stop) void listen({ mark, hear, live: (is) => (live.value = is) }, stop.signal)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop?.abort()
    document.removeEventListener('visibilitychange', look)
  })
}
