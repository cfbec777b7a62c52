import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { api, ask, type Export, type ExportKind, type Page, type Role } from '@/api'
import { isLive, useEvents } from '@/events'
import { readAgain } from '@/lib/readAgain'
import { saveFrom } from '@/lib/save'
import { usePolling } from '@/lib/usePolling'

/** What each role may take along. */
export const KINDS: Record<Role, ExportKind[]> = {
  sponsor: ['campaigns', 'ad_requests', 'collaborations'],
  influencer: ['ad_requests', 'collaborations', 'earnings'],
  admin: ['campaigns', 'ad_requests', 'collaborations'],
}
const EVERY = 1_000
const KEY = ['exports', 'latest']

export const isUnderWay = (one: Export) => one.status === 'queued' || one.status === 'running'

/** The latest exports, followed while one is being written. The server keeps them, so a reload changes nothing. */
export function useExports() {
  const cache = useQueryCache()
  const latest = useQuery({
    key: KEY,
    query: ({ signal }) => ask(api.GET('/exports', { params: { query: { limit: 20 } }, signal })),
  })
  const items = computed(() => latest.data.value?.items ?? [])
  usePolling(
    () => latest.refetch(),
    () => (items.value.some(isUnderWay) && !isLive.value ? EVERY : undefined),
  )
  useEvents('progress', ({ id, status, progress }) => {
    const known = items.value.find((one) => one.id === id)
    if (!known || status !== 'running') return void latest.refetch()
    cache.setQueryData(KEY, (page?: Page<Export>) => {
      const items = page?.items.map((one) => (one.id === id ? { ...one, status, progress } : one)) ?? []
      return { next_cursor: null, ...page, items }
    })
  })
  return { latest, items }
}

export function useExportMoves() {
  const cache = useQueryCache()
  return {
    async begin(kind: ExportKind): Promise<Export> {
      const begun = await ask(api.POST('/exports', { body: { kind } }))
      await readAgain(cache, ['exports'])
      return begun
    },
    download,
  }
}

/** Fetches the file by a ticket that is good once, since a link can carry no access token. */
export async function download(id: string): Promise<void> {
  const { url } = await ask(api.POST('/exports/{id}/ticket', { params: { path: { id } } }))
  saveFrom(url)
}
