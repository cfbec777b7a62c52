import { expect, it } from 'vitest'
import { percentOf } from './percent'

it.each([
  [0, 10, 0],
  [4, 10, 40],
  [10, 10, 100],
  [0, 0, undefined],
])('%i of %i is %s percent', (done, total, percent) => {
  expect(percentOf({ done, total })).toBe(percent)
})
