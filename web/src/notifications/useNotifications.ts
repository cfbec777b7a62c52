import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask, type Notification } from '@/api'
import { useEvents } from '@/events'
import { readAgain } from '@/lib/readAgain'

interface Latest {
  items: Notification[]
  next_cursor?: string | null
  unread: number
}

/** How many the bell's panel shows. */
const LATEST = 8

/** The latest notifications and how many are unread. */
export function useLatestNotifications() {
  return useQuery({
    key: ['notifications', 'latest'],
    query: ({ signal }) => ask(api.GET('/notifications', { params: { query: { limit: LATEST } }, signal })),
  })
}

/** Shows what comes as it comes, and what was read in another tab as read. */
export function useLiveNotifications(): void {
  const cache = useQueryCache()
  useEvents('notification', ({ notification, unread }) => {
    cache.setQueryData(['notifications', 'latest'], (page?: Latest) => {
      const others = page?.items.filter((one) => one.id !== notification.id) ?? []
      return { next_cursor: null, ...page, unread, items: [notification, ...others].slice(0, LATEST) }
    })
    void readAgain(cache, ['notifications', 'all'])
  })
  useEvents('notifications_read', () => void readAgain(cache, ['notifications']))
}

/** Marks as read. Every list of notifications is read again afterwards. */
export function useReadMarks() {
  const cache = useQueryCache()
  async function send(body: { ids: string[] } | { all: true }): Promise<void> {
    await ask(api.POST('/notifications/read', { body }))
    await readAgain(cache, ['notifications'])
  }
  return {
    readAll: () => send({ all: true }),
    /** Opening one says enough; that it was opened may fail to be noted without a word. */
    readOne: (id: string) => send({ ids: [id] }).catch(() => undefined),
  }
}
