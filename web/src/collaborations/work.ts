import type { Collaboration, CollaborationDeliverable, Side, Waiting } from '@/api'

/** What a collaboration waits for first, as one of its sides sees it. */
export interface Pressing {
  waiting: Waiting
  /** The deliverable that waits; none when it is the whole. */
  part?: CollaborationDeliverable
  /** The reader can do something about it. */
  mine: boolean
}

const byDeadline = (a: Pressing, b: Pressing) => a.waiting.until.localeCompare(b.waiting.until)

/** All that is waited for, the reader's own first, then by deadline. */
export function waits(work: Collaboration, side: Side | null): Pressing[] {
  // While the whole waits, the work on its parts rests.
  if (work.waiting) return [{ waiting: work.waiting, mine: work.waiting.owner === side }]
  const all = work.deliverables.flatMap((part): Pressing[] =>
    part.waiting
      ? [{ waiting: part.waiting, part, mine: part.waiting.owner === side || part.actions.length > 0 }]
      : [],
  )
  return [
    ...all.filter((one) => one.mine).toSorted(byDeadline),
    ...all.filter((one) => !one.mine).toSorted(byDeadline),
  ]
}

export const pressing = (work: Collaboration, side: Side | null): Pressing | undefined => waits(work, side)[0]

const SETTLED = new Set(['published', 'cancelled'])
const HANDED_IN = new Set(['submitted', 'changes_requested', 'approved'])

export interface Outcome {
  influencer: number
  sponsor: number
}

/** So many percent for the influencer, rounded up, and the rest, as the ledger does it. */
export function parted(amount: number, percent: number): Outcome {
  const influencer = Math.ceil((amount * percent) / 100)
  return { influencer, sponsor: amount - influencer }
}

/** What each side gets of the shares that are still open, if that many percent of each go to the influencer. */
function settled(
  work: Pick<Collaboration, 'deliverables'>,
  percent: (part: CollaborationDeliverable) => number,
): Outcome {
  const sum = { influencer: 0, sponsor: 0 }
  for (const part of work.deliverables) {
    if (SETTLED.has(part.status)) continue
    const { influencer, sponsor } = parted(part.amount.amount, percent(part))
    sum.influencer += influencer
    sum.sponsor += sponsor
  }
  return sum
}

/** What ending it early brings each side: a sponsor owes the kill fee of what was handed in. */
export function ifCancelledBy(work: Collaboration, by: Side, killFee: number): Outcome {
  return settled(work, (part) => (by === 'sponsor' && HANDED_IN.has(part.status) ? killFee : 0))
}

/** What an admin's decision brings each side. */
export const ifDecided = (work: Pick<Collaboration, 'deliverables'>, percent: number): Outcome =>
  settled(work, () => percent)

/** What happens when no admin decides: approved shares are released, the rest goes back. */
export const ifUndecided = (work: Pick<Collaboration, 'deliverables'>): Outcome =>
  settled(work, (part) => (part.status === 'approved' ? 100 : 0))

const folded = (text: string) => text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean).join(' ')

/** Whether the agreed text stands in the caption, however it is cased; an empty one asks for nothing. */
export const discloses = (caption: string, disclosure: string) => folded(caption).includes(folded(disclosure))
