import { useInfiniteQuery, type EntryKey } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import type { Page } from '@/api'

/**
 * A list read page by page with "Load more". `key` names the whole question, so that another filter is another list;
 * what was loaded stays in the cache for the way back.
 */
export function usePages<T>(options: {
  key: () => EntryKey
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>
  enabled?: () => boolean
}) {
  const query = useInfiniteQuery<Page<T>, Error, string | undefined>({
    key: options.key,
    staleTime: 0,
    enabled: () => options.enabled?.() ?? true,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => options.page(pageParam ?? undefined, signal),
    getNextPageParam: (last: Page<T>) => last.next_cursor ?? null,
  })
  const answered = computed(() => query.data.value?.pages.flatMap((page) => page.items))
  const last = shallowRef<T[]>([])
  watch(answered, (now) => now && (last.value = now), { immediate: true })
  const waiting = computed(() => query.status.value === 'pending')
  // What was found before stays, dimmed, until the answer to the new question is there.
  const items = computed(() => answered.value ?? (waiting.value ? last.value : []))
  const total = computed(() => query.data.value?.pages[0]?.total ?? undefined)
  return {
    items,
    total,
    error: query.error,
    /** Nothing to show yet and no fault either. */
    pending: computed(() => waiting.value && !last.value.length),
    /** What is shown answers the question before. */
    stale: computed(() => waiting.value && last.value.length > 0),
    failed: computed(() => query.status.value === 'error' && !query.data.value),
    busy: query.isLoading,
    hasMore: query.hasNextPage,
    more: () => query.loadNextPage(),
    retry: () => query.refetch(),
  }
}
