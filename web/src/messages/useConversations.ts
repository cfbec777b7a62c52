import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask } from '@/api'
import { isLive, useEvents } from '@/events'
import { readAgain } from '@/lib/readAgain'
import { usePolling } from '@/lib/usePolling'

/** How often it is looked for what is new while nothing is told live. */
const POLL_MS = 30_000

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
  const renew = () => void readAgain(cache, ['conversations'])
  useEvents('message', renew)
  useEvents('read', renew)
  // Between what was read when the page opened and the stream something may have been said.
  useEvents('ready', renew)
  usePolling(
    async () => renew(),
    () => (isLive.value ? undefined : POLL_MS),
  )
}
