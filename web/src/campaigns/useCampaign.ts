import { useQuery } from '@pinia/colada'
import { api, ask } from '@/api'

/** One campaign, as its reader may see it. */
export function useCampaign(id: () => string, enabled: () => boolean = () => true) {
  return useQuery({
    key: () => ['campaigns', 'one', id()],
    query: () => ask(api.GET('/campaigns/{id}', { params: { path: { id: id() } } })),
    enabled,
  })
}
