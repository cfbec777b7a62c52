import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ApiProblem, ask, type Attachment, type Collaboration } from '@/api'

export interface SubmissionValues {
  caption: string
  url: string
  note: string
  attachments: Attachment[]
}

/** One collaboration with its story, and every move on it. A move leaves its answer in the cache. */
export function useCollaboration(id: () => string) {
  const cache = useQueryCache()
  const key = () => ['collaboration', id()]
  const path = () => ({ params: { path: { id: id() } } })
  const at = (did: string) => ({ params: { path: { id: id(), did } } })
  const query = useQuery({
    key,
    // The other side may have moved a second ago: what is kept is shown, and asked for again.
    staleTime: 0,
    query: ({ signal }) => ask(api.GET('/collaborations/{id}', { ...path(), signal })),
  })

  async function settle(moved: Promise<Collaboration>): Promise<Collaboration> {
    try {
      const work = await moved
      cache.setQueryData(key(), work)
      for (const name of ['collaborations', 'campaigns', 'wallet'])
        void cache.invalidateQueries({ key: [name] })
      return work
    } catch (error) {
      // Somebody was faster: the page shows what is there now.
      if (error instanceof ApiProblem && error.status === 409) await query.refetch()
      throw error
    }
  }

  return {
    data: query.data,
    error: query.error,
    status: query.status,
    retry: () => query.refetch(),
    fund: () => settle(ask(api.POST('/collaborations/{id}/fund', path()))),
    cancel: (reason: string) =>
      settle(ask(api.POST('/collaborations/{id}/cancel', { ...path(), body: { reason } }))),
    acceptCancellation: () => settle(ask(api.POST('/collaborations/{id}/cancel/accept', path()))),
    declineCancellation: () => settle(ask(api.POST('/collaborations/{id}/cancel/decline', path()))),
    dispute: (reason: string) =>
      settle(ask(api.POST('/collaborations/{id}/dispute', { ...path(), body: { reason } }))),
    submit: (did: string, { caption, url, note, attachments }: SubmissionValues) =>
      settle(
        ask(
          api.POST('/collaborations/{id}/deliverables/{did}/submit', {
            ...at(did),
            body: {
              caption,
              note,
              attachments: attachments.map(({ id: file }) => file),
              ...(url.trim() ? { url: url.trim() } : {}),
            },
          }),
        ),
      ),
    approve: (did: string) =>
      settle(ask(api.POST('/collaborations/{id}/deliverables/{did}/approve', at(did)))),
    requestChanges: (did: string, note: string) =>
      settle(
        ask(
          api.POST('/collaborations/{id}/deliverables/{did}/request-changes', { ...at(did), body: { note } }),
        ),
      ),
    publish: (did: string, url: string) =>
      settle(ask(api.POST('/collaborations/{id}/deliverables/{did}/publish', { ...at(did), body: { url } }))),
    callOff: (did: string) =>
      settle(ask(api.POST('/collaborations/{id}/deliverables/{did}/cancel', at(did)))),
  }
}

export type WorkMoves = ReturnType<typeof useCollaboration>
