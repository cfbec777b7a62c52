import { expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useOutbox } from './outbox'

vi.mock('@/api', () => ({
  api: { POST: vi.fn(() => answers.shift()) },
  ask: (answer: unknown) => answer,
}))
const answers: Promise<unknown>[] = []
const settled = () => new Promise((resolve) => setTimeout(resolve))

function opened(conversation: string) {
  const scope = effectScope()
  const arrived = vi.fn()
  return { ...scope.run(() => useOutbox(conversation, arrived))!, arrived, leave: () => scope.stop() }
}

it('keeps a message that failed while another conversation is open, and tells who looks that it arrived', async () => {
  const before = opened('one')
  answers.push(Promise.reject(new Error('offline')), Promise.resolve({ position: 1 }))
  before.send({ body: 'Hello', attachments: [] })
  await settled()
  before.leave()
  expect(opened('other').outgoing.value).toEqual([])

  const after = opened('one')
  const [failed] = after.outgoing.value
  expect(failed).toMatchObject({ body: 'Hello', error: new Error('offline') })
  if (failed) after.again(failed)
  await settled()
  expect(after.outgoing.value).toEqual([])
  expect(after.arrived).toHaveBeenCalledWith({ position: 1 })
  expect(before.arrived).not.toHaveBeenCalled()
})
