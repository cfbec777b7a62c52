import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask } from '@/api'

/** How many the bell's panel shows. */
const LATEST = 8

/** The latest notifications and how many are unread. */
export function useLatestNotifications() {
  return useQuery({
    key: ['notifications', 'latest'],
    query: ({ signal }) => ask(api.GET('/notifications', { params: { query: { limit: LATEST } }, signal })),
  })
}

/** Marks as read. Every list of notifications is read again afterwards. */
export function useReadMarks() {
  const cache = useQueryCache()
  async function send(body: { ids: string[] } | { all: true }): Promise<void> {
    await ask(api.POST('/notifications/read', { body }))
    await cache.invalidateQueries({ key: ['notifications'] })
  }
  return {
    readAll: () => send({ all: true }),
    /** Opening one says enough; that it was opened may fail to be noted without a word. */
    readOne: (id: string) => send({ ids: [id] }).catch(() => undefined),
  }
}
