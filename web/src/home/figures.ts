import type { Campaign } from '@/api'

/** What the campaigns of one currency have, in minor units. */
export interface BudgetSum {
  currency: string
  budget: number
  committed: number
  left: number
  campaigns: Campaign[]
}

/** Budgets of running campaigns, a sum a currency: amounts of two currencies are never added. */
export function budgetSums(campaigns: Campaign[]): BudgetSum[] {
  const sums = new Map<string, BudgetSum>()
  for (const campaign of campaigns) {
    if (campaign.status !== 'active' && campaign.status !== 'paused') continue
    const { amount, currency } = campaign.budget
    const sum = sums.get(currency) ?? { currency, budget: 0, committed: 0, left: 0, campaigns: [] }
    sum.budget += amount
    sum.committed += campaign.committed?.amount ?? 0
    sum.left += campaign.available?.amount ?? 0
    sum.campaigns.push(campaign)
    sums.set(currency, sum)
  }
  return [...sums.values()].toSorted((a, b) => b.campaigns.length - a.campaigns.length)
}

const DAY = 24 * 60 * 60_000

/** Running campaigns that end within so many days, the nearest first. `today` is `YYYY-MM-DD`. */
export function endingSoon(campaigns: Campaign[], today: string, days = 14): Campaign[] {
  const last = new Date(new Date(today).getTime() + days * DAY).toISOString().slice(0, 10)
  return campaigns
    .filter((campaign) => campaign.status === 'active' && campaign.end_date <= last)
    .toSorted((a, b) => a.end_date.localeCompare(b.end_date))
}

/** How many ad requests of each status all campaigns have together. */
export function pipeline(campaigns: Campaign[]): NonNullable<Campaign['ad_requests']> {
  const all = { pending: 0, accepted: 0, rejected: 0, withdrawn: 0, expired: 0 }
  for (const { ad_requests } of campaigns) {
    if (!ad_requests) continue
    for (const status of Object.keys(all) as (keyof typeof all)[]) all[status] += ad_requests[status] ?? 0
  }
  return all
}
