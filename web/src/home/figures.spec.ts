import { expect, it } from 'vitest'
import type { Campaign } from '@/api'
import { budgetSums, endingSoon, pipeline } from './figures'

const campaign = (patch: Partial<Campaign> & { money?: [number, number]; currency?: string }): Campaign => {
  const { money: [budget, committed] = [1000, 0], currency = 'EUR', ...rest } = patch
  const of = (amount: number) => ({ amount, currency })
  return {
    status: 'active',
    end_date: '2026-12-31',
    budget: of(budget),
    committed: of(committed),
    available: of(budget - committed),
    ad_requests: null,
    ...rest,
  } as Campaign
}

it('sums budgets of running campaigns, each currency by itself', () => {
  const sums = budgetSums([
    campaign({ money: [1000, 400] }),
    campaign({ money: [500, 0], status: 'paused' }),
    campaign({ money: [900, 900], status: 'completed' }),
    campaign({ money: [70, 7], currency: 'USD' }),
  ])
  expect(sums.map(({ currency, budget, committed, left }) => [currency, budget, committed, left])).toEqual([
    ['EUR', 1500, 400, 1100],
    ['USD', 70, 7, 63],
  ])
})

it('finds what ends within two weeks, the nearest first', () => {
  const found = endingSoon(
    [
      campaign({ id: 'far', end_date: '2026-12-06' }),
      campaign({ id: 'last', end_date: '2026-12-05' }),
      campaign({ id: 'first', end_date: '2026-11-21' }),
      campaign({ id: 'draft', end_date: '2026-11-25', status: 'draft' }),
    ],
    '2026-11-21',
  )
  expect(found.map((one) => one.id)).toEqual(['first', 'last'])
})

it('adds up ad requests over campaigns', () => {
  const counts = { pending: 1, accepted: 2, rejected: 3, withdrawn: 4, expired: 5 }
  expect(
    pipeline([campaign({ ad_requests: counts }), campaign({ ad_requests: counts }), campaign({})]),
  ).toEqual({
    pending: 2,
    accepted: 4,
    rejected: 6,
    withdrawn: 8,
    expired: 10,
  })
})
