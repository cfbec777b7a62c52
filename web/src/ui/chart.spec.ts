import { describe, expect, it } from 'vitest'
import { labelled, plotOf, stepAt, stepBy, ticksOf } from './chart'

describe('a plot', () => {
  it('puts the first step at the start, the last at the end and nothing at the bottom', () => {
    const plot = plotOf(3, 8, 200, 100, false)
    expect([plot.x(0), plot.x(1), plot.x(2)]).toEqual([0, 100, 200])
    expect([plot.y(0), plot.y(8)]).toEqual([100, 0])
    expect(ticksOf(plot)).toEqual([0, 2, 4, 6, 8])
  })

  it('has columns that stand side by side within it', () => {
    const plot = plotOf(4, 10, 200, 100, true)
    for (const step of [0, 1, 2, 3]) {
      const [from, to] = [plot.x(step) - plot.band / 2, plot.x(step) + plot.band / 2]
      expect(from).toBeGreaterThanOrEqual(step ? plot.x(step - 1) + plot.band / 2 : 0)
      expect(to).toBeLessThanOrEqual(200)
    }
  })

  it('marks whole numbers alone, however small they are', () => {
    expect(ticksOf(plotOf(2, 1, 10, 10, false))).toEqual([0, 1])
  })
})

it('finds the step under the pointer', () => {
  const plot = plotOf(3, 1, 200, 100, false)
  expect([-5, 49, 51, 149, 151, 900].map((place) => stepAt(plot, 3, place))).toEqual([0, 0, 1, 1, 2, 2])
})

it('walks by keys, mirrored where the page is, and stops at the ends', () => {
  expect([stepBy('ArrowRight', 1, 3, false), stepBy('ArrowRight', 1, 3, true)]).toEqual([2, 0])
  expect([stepBy('ArrowLeft', 0, 3, false), stepBy('End', 0, 3, true), stepBy('Home', 2, 3, false)]).toEqual([
    0, 2, 0,
  ])
  expect(stepBy('Tab', 1, 3, false)).toBeUndefined()
})

it('labels the last step, and as many before it as have room', () => {
  expect(labelled(7, 10)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(labelled(30, 4)).toEqual([5, 13, 21, 29])
  expect(labelled(1, 0)).toEqual([0])
})
