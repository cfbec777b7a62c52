import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ask, forgetSession, keepSession, refresh, upload, wasSignedIn, whenSessionEnds } from './client'
import { ApiProblem } from './problem'
import type { Session } from './types'

const session = (token: string) => ({ access_token: token, token_type: 'Bearer', expires_in: 900 }) as Session
const json = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** Stands in for the network, with a server that takes the newest token only. */
function network() {
  const seen: Request[] = []
  const state = { good: 'new', refreshes: 0, refuseRefresh: 0 }
  const fetchStub = vi.fn(async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.href), init)
    seen.push(request)
    await Promise.resolve()
    if (request.url.endsWith('/auth/refresh')) {
      state.refreshes++
      return state.refuseRefresh
        ? json(state.refuseRefresh, { code: 'refused' })
        : json(200, session(state.good))
    }
    const token = request.headers.get('Authorization')
    return token === `Bearer ${state.good}` ? json(200, { items: [] }) : json(401, { code: 'unauthorized' })
  })
  vi.stubGlobal('fetch', fetchStub)
  return { seen, state, fetchStub }
}

beforeEach(() => {
  localStorage.clear()
  forgetSession()
})
afterEach(() => vi.unstubAllGlobals())

describe('the access token', () => {
  it('is renewed once for all calls that find it spent, and each is sent again', async () => {
    const { state, seen } = network()
    keepSession(session('old'))
    await Promise.all([1, 2, 3, 4].map(() => ask(api.GET('/niches'))))
    expect(state.refreshes).toBe(1)
    expect(seen.filter((request) => request.url.endsWith('/niches'))).toHaveLength(8)
  })

  it('is asked for before the first call of a browser that was signed in', async () => {
    const { seen } = network()
    keepSession(session('x'))
    forgetSession()
    localStorage.setItem('signed-in', '1')
    await ask(api.GET('/niches'))
    expect(seen.map((request) => new URL(request.url).pathname)).toEqual([
      '/api/v1/auth/refresh',
      '/api/v1/niches',
    ])
  })

  it('is never kept in storage', () => {
    keepSession(session('secret'))
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('secret')
  })

  it('ends the session when the refresh is refused, and says so once to the app', async () => {
    const { state } = network()
    state.refuseRefresh = 401
    keepSession(session('old'))
    const ended = vi.fn()
    whenSessionEnds(ended)
    await expect(ask(api.GET('/niches'))).rejects.toMatchObject({ status: 401 })
    expect(ended).toHaveBeenCalledOnce()
    expect(wasSignedIn()).toBe(false)
  })

  it('stays when the server is only out of order', async () => {
    const { state } = network()
    state.refuseRefresh = 503
    keepSession(session('old'))
    await expect(refresh()).rejects.toMatchObject({ status: 503 })
    expect(wasSignedIn()).toBe(true)
  })

  it('asks for nothing on behalf of a stranger', async () => {
    const { state } = network()
    await expect(ask(api.GET('/niches'))).rejects.toMatchObject({ status: 401 })
    expect(state.refreshes).toBe(0)
  })
})

describe('a POST', () => {
  it('carries one idempotency key over its retry and another for the next call', async () => {
    const { seen } = network()
    keepSession(session('old'))
    await ask(api.POST('/campaigns/{id}/publish', { params: { path: { id: '1' } } }))
    await ask(api.POST('/campaigns/{id}/publish', { params: { path: { id: '1' } } }))
    const keys = seen
      .filter((request) => request.url.endsWith('/publish'))
      .map((request) => request.headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(3)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })
})

describe('a refusal', () => {
  it('keeps its code, its faults and the time to wait', async () => {
    const errors = [{ pointer: '/title', code: 'too_long', message: 'Too long.' }]
    vi.stubGlobal('fetch', async () =>
      json(
        422,
        { title: 'Invalid', status: 422, code: 'invalid', errors, request_id: 'r1' },
        { 'retry-after': '7' },
      ),
    )
    const problem = await ask(api.GET('/niches')).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({
      status: 422,
      code: 'invalid',
      faults: errors,
      requestId: 'r1',
      retryAfter: 7,
    })
  })

  it('is told from a lost connection', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    await expect(ask(api.GET('/niches'))).rejects.toMatchObject({ code: 'offline', status: 0 })
  })

  it('of an upload is read the same way', async () => {
    vi.stubGlobal('fetch', async () => json(413, { title: 'Too large', code: 'too_large' }))
    const picture = new Blob(['x'], { type: 'image/png' })
    await expect(upload('/campaigns/1/image', picture)).rejects.toMatchObject({
      status: 413,
      code: 'too_large',
    })
  })
})
