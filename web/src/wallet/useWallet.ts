import { useQuery, useQueryCache } from '@pinia/colada'
import { computed } from 'vue'
import { api, ask, type Money, type Payment } from '@/api'

export interface CardValues {
  number: string
  exp_month: number
  exp_year: number
  cvc: string
}

/** The reader's money here, and every move with it. */
export function useWallet() {
  const cache = useQueryCache()
  const query = useQuery({
    key: ['wallet'],
    staleTime: 0,
    query: ({ signal }) => ask(api.GET('/wallet', { signal })),
  })
  const refresh = () => cache.invalidateQueries({ key: ['wallet'] })
  /** Even a refused payment is one: it is listed as failed. */
  async function settle<T>(moved: Promise<T>): Promise<T> {
    try {
      return await moved
    } finally {
      await refresh()
    }
  }

  return {
    data: query.data,
    error: query.error,
    pending: computed(() => query.status.value === 'pending'),
    retry: () => query.refetch(),
    refresh,
    /** What can be used in this currency; undefined while nobody knows. */
    available: (currency: string): Money | undefined =>
      query.data.value &&
      (query.data.value.balances.find((one) => one.currency === currency)?.available ?? {
        amount: 0,
        currency,
      }),
    deposit: (amount: Money, card?: CardValues): Promise<Payment> =>
      settle(
        ask(
          api.POST('/wallet/deposits', {
            body: { amount, ...(card ? { payment_method: { kind: 'card', ...card } } : {}) },
          }),
        ),
      ),
    confirm: (id: string, approve: boolean): Promise<Payment> =>
      settle(ask(api.POST('/wallet/deposits/{id}/confirm', { params: { path: { id } }, body: { approve } }))),
    withdraw: (amount: Money): Promise<Payment> =>
      settle(ask(api.POST('/wallet/withdrawals', { body: { amount } }))),
    payOut: (amount: Money): Promise<Payment> =>
      settle(ask(api.POST('/wallet/payouts', { body: { amount } }))),
    setDestination: (holder: string, iban: string) =>
      settle(ask(api.PUT('/wallet/payout-destination', { body: { holder, iban } }))),
  }
}

export type WalletMoves = ReturnType<typeof useWallet>
