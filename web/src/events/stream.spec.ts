import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { forgetSession, keepSession } from '@/api/client'
import type { Session } from '@/api'
import { listen, waitAfter } from './stream'

/** Stands in for the server: each answer says these pieces and then breaks off. */
function server(...answers: (string[] | number)[]) {
  const asked: (string | null)[] = []
  const fetchStub = vi.fn(async (request: Request) => {
    asked.push(request.headers.get('Last-Event-ID'))
    const answer = answers.shift()
    if (answer === undefined) return new Promise<Response>(() => undefined)
    if (typeof answer === 'number') return new Response('{}', { status: answer })
    const body = new ReadableStream({
      start(controller) {
        for (const piece of answer) controller.enqueue(new TextEncoder().encode(piece))
        controller.close()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  vi.stubGlobal('fetch', fetchStub)
  return asked
}

function ear(id = '') {
  const heard: [string, unknown][] = []
  const lives: boolean[] = []
  const mark = { id }
  return {
    heard,
    lives,
    mark,
    hear: (name: string, data: unknown) => void heard.push([name, data]),
    live: (is: boolean) => void lives.push(is),
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  keepSession({ access_token: 'a', token_type: 'Bearer', expires_in: 900 } as Session)
})
afterEach(() => {
  forgetSession()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('hears events however they are cut, and goes on after the last one when the connection breaks', async () => {
  const asked = server(
    [
      'id: 4\nevent: ready\ndata: {}\n\n:\n\nid: 5\nevent: noti',
      'fication\ndata: {"unread":1}\n\n',
      'event: typing\ndata: {}\n\n',
    ],
    ['id: 5\nevent: ready\ndata: {}\n\nid: 6\nevent: notification\ndata: {"unread":2}\n\n'],
  )
  const { heard, lives, ...rest } = ear()
  const enough = new AbortController()
  void listen({ hear: rest.hear, live: rest.live, mark: rest.mark }, enough.signal)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toEqual([null, '5', '6'])
  expect(heard).toEqual([
    ['ready', {}],
    ['notification', { unread: 1 }],
    ['typing', {}],
    ['ready', {}],
    ['notification', { unread: 2 }],
  ])
  expect(lives).toEqual([true, false, true, false])
  enough.abort()
})

it('asks less and less often while the server is away, and no more once it has enough', async () => {
  const asked = server(503, 503, 503, 503, 503, 503)
  const enough = new AbortController()
  void listen(ear('7'), enough.signal)
  await vi.advanceTimersByTimeAsync(3_600)
  expect(asked.length).toBeLessThanOrEqual(4)
  expect(new Set(asked)).toEqual(new Set(['7']))
  enough.abort()
  const before = asked.length
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveLength(before)
})

it('does not ask again where nobody is signed in', async () => {
  localStorage.clear()
  const asked = server(401)
  await listen(ear(), new AbortController().signal)
  expect(asked).toHaveLength(1)
})

it('waits longer each time, up to half a minute', () => {
  expect([1, 2, 3, 9].map((failures) => waitAfter(failures, 1))).toEqual([1_000, 2_000, 4_000, 30_000])
  expect(waitAfter(1, 0)).toBe(500)
})
