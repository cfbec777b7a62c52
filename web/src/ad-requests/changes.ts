import type { Deliverable, Revision, Terms } from '@/api'
import { DEFAULT_KILL_FEE } from './terms'

/** What a reader compares side by side; `usage` is the right with its days. */
export type FigureField =
  | 'payment'
  | 'usage'
  | 'territories'
  | 'exclusivity_days'
  | 'revisions_allowed'
  | 'kill_fee_percent'
  | 'commission'
export type TextField = 'requirements' | 'brief' | 'disclosure'
export type RowPart = 'what' | 'count' | 'due_date' | 'amount' | 'note'

export interface RowChange {
  before?: Deliverable
  after?: Deliverable
  /** What differs, where both are there. */
  parts: RowPart[]
}

export interface Changes {
  figures: FigureField[]
  rows: RowChange[]
  texts: TextField[]
}

/** An offer as far as it can be compared. */
export type Offer = Pick<Revision, 'terms' | 'brief' | 'disclosure'>

const FIGURES: [FigureField, (terms: Terms) => unknown][] = [
  ['payment', (terms) => [terms.payment.amount, terms.payment.currency]],
  ['usage', (terms) => [terms.usage_rights, terms.usage_days]],
  ['territories', (terms) => (terms.territories ?? []).toSorted()],
  ['exclusivity_days', (terms) => terms.exclusivity_days],
  ['revisions_allowed', (terms) => terms.revisions_allowed],
  ['kill_fee_percent', (terms) => terms.kill_fee_percent ?? DEFAULT_KILL_FEE],
  ['commission', (terms) => terms.commission?.percent ?? null],
]

const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)

function partsOf(before: Deliverable, after: Deliverable): RowPart[] {
  const compared: [RowPart, unknown, unknown][] = [
    ['what', [before.kind, before.platform], [after.kind, after.platform]],
    ['count', before.count, after.count],
    ['due_date', before.due_date, after.due_date],
    ['amount', before.amount ?? null, after.amount ?? null],
    ['note', before.note, after.note],
  ]
  return compared.filter(([, a, b]) => differ(a, b)).map(([part]) => part)
}

/** Rows carry no ids: equal ones pair first, then the same thing on the same platform, then what is left by place. */
function rowChanges(before: Deliverable[], after: Deliverable[]): RowChange[] {
  const left = [...before]
  const pairs = new Map<Deliverable, Deliverable>()
  const pair = (fits: (old: Deliverable, now: Deliverable) => boolean) => {
    for (const now of after) {
      if (pairs.has(now)) continue
      const at = left.findIndex((old) => fits(old, now))
      if (at >= 0) pairs.set(now, ...(left.splice(at, 1) as [Deliverable]))
    }
  }
  pair((old, now) => !partsOf(old, now).length)
  pair((old, now) => old.kind === now.kind && old.platform === now.platform)
  pair((old, now) => old.kind === now.kind || old.platform === now.platform)
  const changed = after.flatMap((now): RowChange[] => {
    const old = pairs.get(now)
    if (!old) return [{ after: now, parts: [] }]
    const parts = partsOf(old, now)
    return parts.length ? [{ before: old, after: now, parts }] : []
  })
  return [...changed, ...left.map((old) => ({ before: old, parts: [] }))]
}

/** What differs between two offers, as far as a reader would name it. */
export function changesBetween(before: Offer, after: Offer): Changes {
  const texts: [TextField, string, string][] = [
    ['requirements', before.terms.requirements, after.terms.requirements],
    ['brief', before.brief, after.brief],
    ['disclosure', before.disclosure, after.disclosure],
  ]
  return {
    figures: FIGURES.filter(([, of]) => differ(of(before.terms), of(after.terms))).map(([field]) => field),
    rows: rowChanges(before.terms.deliverables, after.terms.deliverables),
    texts: texts.filter(([, a, b]) => a !== b).map(([field]) => field),
  }
}

export const isEmpty = (changes: Changes) =>
  !changes.figures.length && !changes.rows.length && !changes.texts.length
