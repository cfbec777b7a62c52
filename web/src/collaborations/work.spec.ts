import { describe, expect, it } from 'vitest'
import type { Collaboration, CollaborationDeliverable } from '@/api'
import { discloses, ifCancelledBy, ifDecided, ifUndecided, parted, pressing } from './work'

const part = (status: string, amount: number, more: Partial<CollaborationDeliverable> = {}) =>
  ({ status, amount: { amount, currency: 'EUR' }, actions: [], waiting: null, ...more }) as never
const work = (deliverables: CollaborationDeliverable[], more: Partial<Collaboration> = {}) =>
  ({ deliverables, waiting: null, ...more }) as Collaboration

describe('what each side gets', () => {
  const parts = [
    part('published', 500),
    part('submitted', 333),
    part('approved', 100),
    part('todo', 200),
    part('cancelled', 900),
  ]

  it.each([
    [
      'a sponsor owes the fee of what was handed in, rounded up',
      ifCancelledBy(work(parts), 'sponsor', 50),
      217,
    ],
    ['an influencer who ends it gets nothing more', ifCancelledBy(work(parts), 'influencer', 50), 0],
    ['all is released', ifDecided(work(parts), 100), 633],
    ['all goes back', ifDecided(work(parts), 0), 0],
    ['each share is parted by itself', ifDecided(work(parts), 33), 209],
    ['undecided, what was approved is released', ifUndecided(work(parts)), 100],
  ])('%s', (_, found, influencer) => {
    expect(found).toEqual({ influencer, sponsor: 633 - influencer })
  })

  it('rounds towards the influencer', () => {
    expect(parted(1, 1)).toEqual({ influencer: 1, sponsor: 0 })
    expect(parted(10 ** 12, 50)).toEqual({ influencer: 5 * 10 ** 11, sponsor: 5 * 10 ** 11 })
  })
})

describe('what presses', () => {
  const waiting = (owner: string, until: string) =>
    ({ what: 'review', owner, until, fallback: 'approved' }) as never
  const late = part('submitted', 1, { waiting: waiting('sponsor', '2026-12-09') })
  const soon = part('todo', 1, { waiting: waiting('influencer', '2026-12-01') })

  it('puts what the reader owes before what others owe', () => {
    expect(pressing(work([soon, late]), 'sponsor')?.waiting.until).toBe('2026-12-09')
    expect(pressing(work([soon, late]), 'influencer')?.waiting.until).toBe('2026-12-01')
  })

  it('lets the parts rest while the whole waits', () => {
    const found = pressing(work([soon], { waiting: waiting('sponsor', '2026-12-24') }), 'influencer')
    expect(found).toMatchObject({ mine: false, waiting: { until: '2026-12-24' } })
    expect(found?.part).toBeUndefined()
  })

  it('gives the sponsor a say over what is overdue', () => {
    const overdue = part('todo', 1, { waiting: waiting('influencer', '2026-11-01'), actions: ['cancel'] })
    expect(pressing(work([overdue]), 'sponsor')?.mine).toBe(true)
  })
})

it.each([
  ['Bread for a week. #AD', '#ad', true],
  ['Bread  for\na week. Paid  Partnership', 'paid partnership', true],
  ['Ｂｒｅａｄ ＃ad', '#ad', true],
  ['Bread', '#ad', false],
  ['Bread', '', true],
])('%j discloses %j: %s', (caption, disclosure, expected) => {
  expect(discloses(caption, disclosure)).toBe(expected)
})
