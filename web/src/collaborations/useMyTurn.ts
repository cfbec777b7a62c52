import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { api, ask, type Side } from '@/api'
import { waits } from './work'

/** Enough for anyone's running work; each status is asked for by itself. */
const MANY = 100

/** The collaborations that wait for the reader, the nearest deadline first. */
export function useMyTurn(side: () => Side | null) {
  const ofStatus = (status: string) =>
    useQuery({
      key: ['collaborations', 'turn', status],
      staleTime: 0,
      query: ({ signal }) =>
        ask(api.GET('/collaborations', { params: { query: { status, limit: MANY } }, signal })),
    })
  const asked = [ofStatus('awaiting_funding'), ofStatus('active')]
  const rows = computed(() =>
    asked
      .flatMap((query) => query.data.value?.items ?? [])
      .flatMap((work) => {
        const own = waits(work, side()).filter((one) => one.mine)
        return own[0] ? [{ work, first: own[0], count: own.length }] : []
      })
      .toSorted((a, b) => a.first.waiting.until.localeCompare(b.first.waiting.until)),
  )
  return {
    rows,
    pending: computed(() => asked.some((query) => query.status.value === 'pending')),
    error: computed(() => asked.find((query) => !query.data.value && query.error.value)?.error.value),
    retry: () => asked.map((query) => query.refetch()),
  }
}
