import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask, type AdRequest, type Terms } from '@/api'

export interface OfferIn {
  terms: Terms
  message: string
}

/** One ad request with its revisions, and every move on it. A move leaves its answer in the cache. */
export function useAdRequest(id: () => string) {
  const cache = useQueryCache()
  const key = () => ['ad-request', id()]
  const path = () => ({ params: { path: { id: id() } } })
  const query = useQuery({
    key,
    // The other side may have moved a second ago: what is kept is shown, and asked for again.
    staleTime: 0,
    query: ({ signal }) => ask(api.GET('/ad-requests/{id}', { ...path(), signal })),
  })

  /** The answer of a move may lack the revisions, so the whole is read again before it is shown. */
  async function settle(moved: Promise<AdRequest>): Promise<AdRequest> {
    await moved
    void cache.invalidateQueries({ key: ['ad-requests'] })
    void cache.invalidateQueries({ key: ['campaigns'] })
    void cache.invalidateQueries({ key: ['collaborations'] })
    return fresh()
  }
  /** The request as it is on the server now. */
  async function fresh(): Promise<AdRequest> {
    const state = await query.refetch(true)
    if (!state.data) throw new Error('an ad request that was there is gone')
    return state.data
  }

  return {
    data: query.data,
    error: query.error,
    status: query.status,
    fresh,
    retry: () => query.refetch(),
    accept: (revision: number) =>
      settle(ask(api.POST('/ad-requests/{id}/accept', { ...path(), body: { revision } }))),
    reject: (reason: string) =>
      settle(ask(api.POST('/ad-requests/{id}/reject', { ...path(), body: reason.trim() ? { reason } : {} }))),
    withdraw: () => settle(ask(api.POST('/ad-requests/{id}/withdraw', path()))),
    counter: (body: OfferIn) => settle(ask(api.POST('/ad-requests/{id}/counter', { ...path(), body }))),
    edit: (body: OfferIn) => settle(ask(api.PATCH('/ad-requests/{id}', { ...path(), body }))),
  }
}

export type AdRequestMoves = ReturnType<typeof useAdRequest>
