import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { api, ask, type Export, type ExportKind, type Role } from '@/api'
import { saveFrom } from '@/lib/save'
import { usePolling } from '@/lib/usePolling'

/** What each role may take along. */
export const KINDS: Record<Role, ExportKind[]> = {
  sponsor: ['campaigns', 'ad_requests', 'collaborations'],
  influencer: ['ad_requests', 'collaborations', 'earnings'],
  admin: ['campaigns', 'ad_requests', 'collaborations'],
}
const EVERY = 1_000

export const isUnderWay = (one: Export) => one.status === 'queued' || one.status === 'running'

/** The latest exports, followed while one is being written. The server keeps them, so a reload changes nothing. */
export function useExports() {
  const latest = useQuery({
    key: ['exports', 'latest'],
    query: ({ signal }) => ask(api.GET('/exports', { params: { query: { limit: 20 } }, signal })),
  })
  const items = computed(() => latest.data.value?.items ?? [])
  usePolling(
    () => latest.refetch(),
    () => (items.value.some(isUnderWay) ? EVERY : undefined),
  )
  return { latest, items }
}

export function useExportMoves() {
  const cache = useQueryCache()
  return {
    async begin(kind: ExportKind): Promise<Export> {
      const begun = await ask(api.POST('/exports', { body: { kind } }))
      await cache.invalidateQueries({ key: ['exports'] })
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
