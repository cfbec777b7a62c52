import { expect, it } from 'vitest'
import { byDay } from './byDay'

/** Moments by the reader's own clock. */
const at = (day: number, hour: number) => ({ created_at: new Date(2026, 9, day, hour).toISOString() })

it('puts what runs from new to old into days, told by their distance', () => {
  const days = byDay([at(26, 9), at(26, 0), at(25, 23), at(20, 12)], new Date(2026, 9, 26, 10))
  expect(days.map(({ day, distance, items }) => [day, distance, items.length])).toEqual([
    ['2026-10-26', 0, 2],
    ['2026-10-25', 1, 1],
    ['2026-10-20', 6, 1],
  ])
})

it('counts days, not hours: a minute past midnight is the day after', () => {
  const [first] = byDay([at(25, 23)], new Date(2026, 9, 26, 0, 1))
  expect(first?.distance).toBe(1)
})
