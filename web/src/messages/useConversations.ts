import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask } from '@/api'
import { useEvents } from '@/events'

/** How many messages the reader has not read in all. */
export function useUnreadMessages(enabled: () => boolean = () => true) {
  return useQuery({
    key: ['conversations', 'unread'],
    enabled,
    query: async ({ signal }) =>
      (await ask(api.GET('/conversations', { params: { query: { limit: 1 } }, signal }))).unread,
  })
}

/** Has all that is shown of conversations follow what happens elsewhere; once, in the frame of the app. */
export function useMessageNews(): void {
  const cache = useQueryCache()
  const renew = () => void cache.invalidateQueries({ key: ['conversations'] })
  useEvents('message', renew)
  useEvents('read', renew)
}
