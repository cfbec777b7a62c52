import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Message } from '@/api'
import { useThread } from './useThread'

const there = vi.hoisted(() => ({
  newest: 0,
  asked: [] as (string | undefined)[],
  handlers: new Map<string, (data: unknown) => void>(),
}))
const said = (position: number) => ({ id: String(position), position, author_id: 'other' }) as Message

vi.mock('@pinia/colada', () => ({
  useQuery: () => ({ data: { value: undefined } }),
  useQueryCache: () => ({}),
}))
vi.mock('@/app/session', () => ({ useSession: () => ({ user: { id: 'me' } }) }))
vi.mock('@/events', () => ({
  isLive: { value: true },
  useEvents: (name: string, act: (data: unknown) => void) => there.handlers.set(name, act),
}))
vi.mock('@/api', () => ({
  ask: (answer: unknown) => Promise.resolve(answer),
  api: {
    GET: (_: string, { params }: { params: { query: { cursor?: string; limit: number } } }) => {
      const { cursor, limit } = params.query
      there.asked.push(cursor)
      const from = cursor ? Number(cursor) : there.newest
      const items = Array.from({ length: Math.min(limit, from) }, (_, at) => said(from - at))
      return { items, next_cursor: from > limit ? String(from - limit) : null }
    },
  },
}))
const settled = () => new Promise((resolve) => setTimeout(resolve))

function opened(newest: number) {
  there.newest = newest
  there.asked = []
  return effectScope().run(() => useThread('one'))!
}
const heard = (position: number) => {
  there.newest = position
  there.handlers.get('message')?.({ conversation_id: 'one', message: said(position) })
}
const positions = (thread: ReturnType<typeof useThread>) => thread.messages.value.map((one) => one.position)

beforeEach(() => there.handlers.clear())

it('reads one page of a long conversation, though the stream is ready before it is there', async () => {
  const thread = opened(500)
  there.handlers.get('ready')?.(undefined)
  await settled()
  expect(there.asked).toEqual([undefined, undefined])
  expect(positions(thread)).toHaveLength(30)
  expect(thread.hasOlder.value).toBe(true)
})

it('fills what was missed before a message that was heard, and no more', async () => {
  const thread = opened(100)
  await settled()
  heard(170)
  await settled()
  expect(there.asked).toEqual([undefined, undefined, '140', '110'])
  expect(positions(thread)).toEqual(Array.from({ length: 170 - 70 }, (_, at) => at + 71))
})
