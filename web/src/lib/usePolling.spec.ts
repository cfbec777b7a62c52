import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { usePolling } from './usePolling'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('asks again and again until its page is left', async () => {
  const act = vi.fn(async () => undefined)
  const scope = effectScope()
  scope.run(() => usePolling(act, () => 1_000))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(act).toHaveBeenCalledTimes(3)
  scope.stop()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(act).toHaveBeenCalledTimes(3)
})

it('never asks while an answer is under way, and goes on after one that failed', async () => {
  let answer: (error?: Error) => void = () => undefined
  const act = vi.fn(
    () => new Promise<void>((resolve, reject) => (answer = (e) => (e ? reject(e) : resolve()))),
  )
  const scope = effectScope()
  scope.run(() => usePolling(act, () => 1_000))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(act).toHaveBeenCalledTimes(1)
  answer(new Error('offline'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(act).toHaveBeenCalledTimes(2)
  scope.stop()
})

it('rests while there is no need, and begins when there is', async () => {
  const act = vi.fn(async () => undefined)
  const every = ref<number>()
  const scope = effectScope()
  scope.run(() => usePolling(act, () => every.value))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(act).not.toHaveBeenCalled()
  every.value = 500
  await nextTick()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(act).toHaveBeenCalledTimes(2)
  scope.stop()
})
