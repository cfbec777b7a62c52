import { expect, test } from 'vitest'
import { endsSoon } from './rights'

const now = Date.parse('2026-11-21T12:00:00Z')

test.each([
  ['current', '2026-12-05T12:00:00Z', true],
  ['current', '2026-12-05T12:00:01Z', false],
  ['current', '2026-11-21T13:00:00Z', true],
  ['ended', '2026-11-20T12:00:00Z', false],
] as const)('%s until %s', (standing, until, soon) => {
  expect(endsSoon({ standing, until }, now)).toBe(soon)
})
