import { expect, it } from 'vitest'
import { readTiming } from './timing'

it.each([
  ['every 15 min', { minutes: 15 }],
  ['daily at 03:30', { time: '03:30' }],
  ['monthly on day 1 at 06:00', { time: '06:00', day: 1 }],
  ['every 500 ms', undefined],
  ['daily at noon', undefined],
])('reads "%s"', (words, timing) => {
  expect(readTiming(words)).toEqual(timing)
})
