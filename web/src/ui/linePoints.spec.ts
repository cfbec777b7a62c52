import { expect, it } from 'vitest'
import { linePoints } from './linePoints'

it.each([
  ['from the start to the end, the most at the top', [0, 5, 10], 3, '0,100 50,50 100,0'],
  ['a shorter line ends before the end', [10, 10], 3, '0,0 50,0'],
  ['a single step', [10], 1, '0,0'],
  ['nothing', [], 3, ''],
])('%s', (_, values, steps, points) => {
  expect(linePoints(values, steps, 10, 100, 100)).toBe(points)
})
