import type { AdRequest, Deliverable, Money, Platform, Side, Terms } from '@/api'

/** One row of the form; `amount` is what each of them earns, null for an even part of the rest. */
export interface RowValues {
  kind: string
  platform: Platform
  count: number | null
  due_date: string
  note: string
  amount: Money | null
}

/** What the terms form holds: the terms as they are being typed, and the message that goes with them. */
export interface TermsValues {
  payment: Money | null
  /** Whether rows name their own amounts. */
  split: 'even' | 'own'
  deliverables: RowValues[]
  requirements: string
  usage_rights: Terms['usage_rights']
  usage_days: number | null
  exclusivity_days: number | null
  revisions_allowed: number | null
  kill_fee_percent: number | null
  territories: string[]
  commission_percent: number | null
  message: string
}

export const KINDS = [
  'post',
  'reel',
  'story',
  'video',
  'short',
  'stream',
  'article',
  'episode',
  'mention',
  'other',
]
export const PLATFORMS: Platform[] = [
  'instagram',
  'youtube',
  'tiktok',
  'x',
  'twitch',
  'linkedin',
  'facebook',
  'pinterest',
  'podcast',
  'blog',
  'other',
]
/** What is due of a submitted share when the terms name nothing. */
export const DEFAULT_KILL_FEE = 50
const USUAL_LICENCE_DAYS = 30

export function emptyRow(dueDate: string, platform: Platform = 'instagram'): RowValues {
  return { kind: 'post', platform, count: 1, due_date: dueDate, note: '', amount: null }
}

/** A sensible beginning: one post, due on the campaign's last day. */
export function emptyTerms(dueDate: string, platform?: Platform): TermsValues {
  return {
    payment: null,
    split: 'even',
    deliverables: [emptyRow(dueDate, platform)],
    requirements: '',
    usage_rights: 'none',
    usage_days: USUAL_LICENCE_DAYS,
    exclusivity_days: 0,
    revisions_allowed: 2,
    kill_fee_percent: DEFAULT_KILL_FEE,
    territories: [],
    commission_percent: null,
    message: '',
  }
}

/** The latest terms, laid into the form to be changed. */
export function toValues(terms: Terms): TermsValues {
  const { currency } = terms.payment
  return {
    payment: { ...terms.payment },
    split: terms.deliverables.some((row) => row.amount != null) ? 'own' : 'even',
    deliverables: terms.deliverables.map((row) => ({
      ...row,
      note: row.note ?? '',
      amount: row.amount == null ? null : { amount: row.amount, currency },
    })),
    requirements: terms.requirements,
    usage_rights: terms.usage_rights,
    usage_days: terms.usage_rights === 'none' ? USUAL_LICENCE_DAYS : terms.usage_days,
    exclusivity_days: terms.exclusivity_days,
    revisions_allowed: terms.revisions_allowed,
    kill_fee_percent: terms.kill_fee_percent ?? DEFAULT_KILL_FEE,
    territories: [...(terms.territories ?? [])],
    commission_percent: terms.commission?.percent ?? null,
    message: '',
  }
}

/** What is sent. Null figures become 0, which the server judges. */
export function toTerms(values: TermsValues, currency: string): Terms {
  const own = values.split === 'own'
  return {
    payment: values.payment ?? { amount: 0, currency },
    requirements: values.requirements,
    deliverables: values.deliverables.map((row) => toDeliverable(row, own)),
    usage_rights: values.usage_rights,
    usage_days: values.usage_rights === 'none' ? 0 : (values.usage_days ?? 0),
    exclusivity_days: values.exclusivity_days ?? 0,
    revisions_allowed: values.revisions_allowed ?? 0,
    kill_fee_percent: values.kill_fee_percent ?? DEFAULT_KILL_FEE,
    ...(values.territories.length && values.usage_rights !== 'none'
      ? { territories: values.territories }
      : {}),
    ...(values.commission_percent ? { commission: { percent: values.commission_percent } } : {}),
  }
}

function toDeliverable(row: RowValues, own: boolean): Deliverable {
  const { kind, platform, due_date, note } = row
  const plain = { kind, platform, count: row.count ?? 0, due_date, note }
  return own && row.amount ? { ...plain, amount: row.amount.amount } : plain
}

export interface Shares {
  /** What each deliverable earns, in minor units, a list a row. */
  rows: number[][]
  /** What no row takes (above 0) or what the rows take too much (below 0). */
  left: number
}

/**
 * How the payment falls on the deliverables, by the server's rule: amounts left out share evenly what the others
 * leave, the remainder on the last.
 */
export function sharesOf(payment: number, rows: { count: number; amount?: number | null }[]): Shares {
  const each = rows.flatMap((row, at) =>
    Array.from({ length: Math.max(0, Math.min(100, row.count)) }, () => ({ at, amount: row.amount ?? null })),
  )
  const named = each.reduce((sum, one) => sum + (one.amount ?? 0), 0)
  const open = each.filter((one) => one.amount === null).length
  const rest = payment - named
  const even = open ? Math.max(0, Math.floor(rest / open)) : 0
  const last = each.findLastIndex((one) => one.amount === null)
  const shares: number[][] = rows.map(() => [])
  each.forEach((one, index) => {
    const amount = one.amount ?? (index === last ? Math.max(0, rest - even * (open - 1)) : even)
    shares[one.at]?.push(amount)
  })
  return { rows: shares, left: open && rest >= 0 ? 0 : rest }
}

/** The reader's side of the table; an admin who looks on has none. */
export function sideOf(role: string | null | undefined): Side | null {
  return role === 'sponsor' || role === 'influencer' ? role : null
}

/** Who sits across. An admin is shown the influencer. */
export function otherSide(request: Pick<AdRequest, 'sponsor' | 'influencer'>, side: Side | null) {
  return side === 'influencer'
    ? { ...request.sponsor, side: 'sponsor' as const, picture: request.sponsor.logo_url }
    : { ...request.influencer, side: 'influencer' as const, picture: request.influencer.avatar_url }
}
