import type { Campaign } from '@/api'

/** What a sponsor does next about a campaign; `count` where the words need it. */
export interface NextStep {
  key: 'flagged' | 'publish' | 'resume' | 'invite' | 'open' | 'ending' | 'running' | 'none'
  count?: number
  /** The reader must act, or nothing goes on. */
  mine: boolean
}

const SOON = 7
const DAY = 24 * 60 * 60_000

/** Whole days until the last day, counted from today's date. */
export function daysLeft(endDate: string, now: number): number {
  const today = new Date(now).toISOString().slice(0, 10)
  return Math.round((Date.parse(endDate) - Date.parse(today)) / DAY)
}

export function nextStep(
  campaign: Pick<Campaign, 'status' | 'flagged' | 'ad_requests' | 'end_date'>,
  now = Date.now(),
): NextStep {
  const { status, flagged, ad_requests: requests } = campaign
  if (status === 'completed' || status === 'cancelled') return { key: 'none', mine: false }
  if (flagged) return { key: 'flagged', mine: true }
  if (status === 'draft') return { key: 'publish', mine: true }
  if (status === 'paused') return { key: 'resume', mine: true }
  if (requests?.pending) return { key: 'open', count: requests.pending, mine: false }
  if (!requests?.accepted) return { key: 'invite', mine: true }
  const left = daysLeft(campaign.end_date, now)
  if (left <= SOON) return { key: 'ending', count: Math.max(0, left), mine: false }
  return { key: 'running', count: requests.accepted, mine: false }
}
