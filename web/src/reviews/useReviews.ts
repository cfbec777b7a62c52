import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask } from '@/api'

/** What was said of one collaboration, as far as the reader may see it, and the way to say one's own. */
export function useReviews(id: () => string, enabled: () => boolean) {
  const cache = useQueryCache()
  const key = () => ['reviews', 'collaboration', id()]
  const path = () => ({ params: { path: { id: id() } } })
  const query = useQuery({
    key,
    enabled,
    staleTime: 0,
    query: ({ signal }) => ask(api.GET('/collaborations/{id}/reviews', { ...path(), signal })),
  })

  /** The collaboration knows who may still rate, public pages count what is shown. */
  async function rate(body: { rating: number; comment: string }) {
    const review = await ask(api.POST('/collaborations/{id}/reviews', { ...path(), body }))
    for (const name of ['collaboration', 'collaborations', 'influencers', 'sponsors', 'reviews'])
      void cache.invalidateQueries({ key: [name] })
    return review
  }

  return { ...query, rate }
}
