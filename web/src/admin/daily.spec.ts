import { describe, expect, it } from 'vitest'
import { steps, sums } from './daily'

function days(first: string, count: number) {
  const start = new Date(first).getTime()
  return Array.from({ length: count }, (_, index) => ({
    date: new Date(start + index * 86_400_000).toISOString().slice(0, 10),
    n: index + 1,
  }))
}

describe('the steps of a chart', () => {
  it('are days as long as there are few', () => {
    const three = days('2026-11-21', 3)
    expect(sums(steps(three), (day) => day.n)).toEqual([1, 2, 3])
    expect(steps(days('2026-01-01', 92))).toHaveLength(92)
  })

  it('are weeks from Monday of more, with nothing lost', () => {
    const many = days('2026-01-01', 93)
    const weeks = steps(many)
    expect(weeks.map((week) => week.date).slice(0, 3)).toEqual(['2026-01-01', '2026-01-05', '2026-01-12'])
    expect(weeks[0]?.days).toHaveLength(4)
    const all = sums(weeks, (day) => day.n).reduce((sum, n) => sum + n, 0)
    expect(all).toBe((93 * 94) / 2)
  })
})
