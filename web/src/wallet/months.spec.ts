import { expect, it } from 'vitest'
import { monthsBefore, monthsSince } from './months'

it('counts back over the turn of the year', () => {
  expect(monthsBefore('2026-02', 3)).toBe('2025-11')
  expect(monthsBefore('2026-12', 0)).toBe('2026-12')
  expect(monthsBefore('2026-11', 35)).toBe('2023-12')
})

it('lists the months since somebody came', () => {
  const now = new Date(2026, 1, 3)
  expect(monthsSince(new Date(2025, 10, 28).toISOString(), now)).toEqual([
    '2026-02',
    '2026-01',
    '2025-12',
    '2025-11',
  ])
  expect(monthsSince(now.toISOString(), now)).toEqual(['2026-02'])
})
