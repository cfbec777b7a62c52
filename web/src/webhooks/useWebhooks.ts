import { useQueryCache } from '@pinia/colada'
import { api, ask, type WebhookEndpoint, type WebhookEvent } from '@/api'

/** Everything that an address can be told of, as the server names it. */
export const EVENTS: WebhookEvent[] = [
  'ad_request.created',
  'ad_request.revised',
  'ad_request.accepted',
  'ad_request.rejected',
  'ad_request.withdrawn',
  'ad_request.expired',
  'collaboration.funded',
  'collaboration.submitted',
  'collaboration.changes_requested',
  'collaboration.approved',
  'collaboration.published',
  'collaboration.cancelled',
  'collaboration.completed',
  'collaboration.disputed',
  'collaboration.resolved',
  'payment.succeeded',
  'payment.failed',
  'payout.succeeded',
  'payout.failed',
  'campaign.status_changed',
]

/** What a form says of an address. */
export interface WebhookValues {
  url: string
  description: string
  /** Empty: everything. */
  events: WebhookEvent[]
}

/** What its owner can do with an address; the lists are read again afterwards. */
export function useWebhookMoves() {
  const cache = useQueryCache()
  const reload = async <T>(answer: T) => {
    await cache.invalidateQueries({ key: ['webhooks'] })
    return answer
  }
  const of = (id: string) => ({ params: { path: { id } } })
  return {
    create: async (body: WebhookValues) => reload(await ask(api.POST('/webhook-endpoints', { body }))),
    update: async (id: string, body: Partial<WebhookValues> & { enabled?: boolean }) =>
      reload(await ask(api.PATCH('/webhook-endpoints/{id}', { ...of(id), body }))),
    remove: async ({ id }: WebhookEndpoint) =>
      reload(await ask(api.DELETE('/webhook-endpoints/{id}', of(id)))),
    rotate: async (id: string) =>
      reload(await ask(api.POST('/webhook-endpoints/{id}/rotate', { ...of(id), body: {} }))),
    test: async (id: string) =>
      reload(await ask(api.POST('/webhook-endpoints/{id}/test', { ...of(id), body: {} }))),
    replay: async (id: string, delivery: string) =>
      reload(
        await ask(
          api.POST('/webhook-endpoints/{id}/deliveries/{delivery}/replay', {
            params: { path: { id, delivery } },
            body: {},
          }),
        ),
      ),
  }
}
