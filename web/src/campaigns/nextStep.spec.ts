import { describe, expect, it } from 'vitest'
import { daysLeft, nextStep } from './nextStep'

const now = Date.parse('2026-06-10T15:00:00Z')
const none = { pending: 0, accepted: 0, rejected: 0, withdrawn: 0, expired: 0 }
const campaign = { status: 'active', flagged: false, ad_requests: none, end_date: '2026-09-30' } as const

describe('nextStep', () => {
  it.each([
    ['a draft is published', { status: 'draft' }, { key: 'publish', mine: true }],
    ['a paused one is resumed', { status: 'paused' }, { key: 'resume', mine: true }],
    ['an empty one needs people', {}, { key: 'invite', mine: true }],
    ['a flag comes first', { status: 'draft', flagged: true }, { key: 'flagged', mine: true }],
    ['a closed one needs nothing', { status: 'completed', flagged: true }, { key: 'none', mine: false }],
    [
      'open ad requests are counted',
      { ad_requests: { ...none, pending: 3, accepted: 1 } },
      { key: 'open', count: 3, mine: false },
    ],
    [
      'the end is near',
      { ad_requests: { ...none, accepted: 2 }, end_date: '2026-06-14' },
      { key: 'ending', count: 4, mine: false },
    ],
    [
      'work is under way',
      { ad_requests: { ...none, accepted: 2 } },
      { key: 'running', count: 2, mine: false },
    ],
  ] as const)('%s', (_, change, step) => {
    expect(nextStep({ ...campaign, ...change }, now)).toEqual(step)
  })
})

it('counts the days to the last day, whatever the hour', () => {
  expect(daysLeft('2026-06-10', now)).toBe(0)
  expect(daysLeft('2026-06-11', now)).toBe(1)
  expect(daysLeft('2026-06-09', now)).toBe(-1)
})
