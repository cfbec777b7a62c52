import createClient from 'openapi-fetch'
import { ApiProblem } from './problem'
import { withProgress } from './progress'
import type { ApiPaths, Session } from './types'

/** Set while this browser holds a refresh cookie, which scripts cannot see. No secret. */
const KNOWN = 'signed-in'
const BASE = '/api/v1'

// In memory only: a script that got in could not take it to another day.
let accessToken: string | undefined
let refreshing: Promise<Session | undefined> | undefined
let onEnd: () => void = () => {}

/** Called when the session has ended without the reader's doing. */
export function whenSessionEnds(then: () => void): void {
  onEnd = then
}

export function keepSession(session: Session): void {
  accessToken = session.access_token
  localStorage.setItem(KNOWN, '1')
}

export function forgetSession(): void {
  accessToken = undefined
  localStorage.removeItem(KNOWN)
}

/** Whether a refresh is worth asking for. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(KNOWN) !== null
}

async function askForRefresh(early?: Promise<Response>): Promise<Session | undefined> {
  let response: Response
  try {
    response = await (early ?? fetch(`${BASE}/auth/refresh`, { method: 'POST' }))
  } catch {
    throw ApiProblem.offline()
  }
  if (response.ok) {
    const session = (await response.json()) as Session
    keepSession(session)
    return session
  }
  // Only a clear "no" ends the session: a restart of the server must not sign anybody out.
  if (response.status !== 401 && response.status !== 403) {
    throw ApiProblem.of(await response.json().catch(() => null), response)
  }
  forgetSession()
  return undefined
}

/**
 * Trades the refresh cookie for a new access token. However many callers need one, a single request is under way, since
 * the cookie is good once. `early` is an answer that was asked for already.
 */
export function refresh(early?: Promise<Response>): Promise<Session | undefined> {
  refreshing ??= askForRefresh(early).finally(() => {
    refreshing = undefined
  })
  return refreshing
}

/** Answers that the server put into a public page, by path; each is good for the first asking. */
const atHand = new Map<string, unknown>(readFirstData())

function readFirstData(): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(document.getElementById('first-data')?.textContent ?? '{}') as object)
  } catch {
    return []
  }
}

function takeFirstData(request: Request): Response | undefined {
  // They are a stranger's view: who is signed in may see and do more.
  if (request.method !== 'GET' || wasSignedIn()) return undefined
  const { pathname, search } = new URL(request.url)
  const path = pathname + search
  if (!atHand.has(path)) return undefined
  const body = JSON.stringify(atHand.get(path))
  atHand.delete(path)
  return new Response(body, { headers: { 'Content-Type': 'application/json' } })
}

function withHeaders(request: Request): Request {
  const headers = new Headers(request.headers)
  if (accessToken) headers.set('Authorization', `Bearer ${accessToken}`)
  if (document.documentElement.lang) headers.set('Accept-Language', document.documentElement.lang)
  return new Request(request, { headers })
}

/** Sends with the access token and, when that has run out, once more with a new one. `via` does the sending. */
export async function send(
  request: Request,
  via: (request: Request) => Promise<Response> = (one) => fetch(one),
): Promise<Response> {
  const early = takeFirstData(request)
  if (early) return early
  const keyed = new Headers(request.headers)
  // Kept across the retry, so that a move whose first answer was lost happens once.
  if (request.method === 'POST' && !keyed.has('Idempotency-Key')) {
    keyed.set('Idempotency-Key', crypto.randomUUID())
  }
  const original = new Request(request, { headers: keyed })
  try {
    if (!accessToken && wasSignedIn() && !isAboutSession(original)) await refresh()
    const spent = accessToken
    const response = await via(withHeaders(original.clone()))
    if (response.status !== 401 || !wasSignedIn() || isAboutSession(original)) return response
    if (spent === accessToken) await refresh()
    if (accessToken) return await via(withHeaders(original))
    onEnd()
    return response
  } catch (error) {
    if (error instanceof ApiProblem || (error as Error).name === 'AbortError') throw error
    throw ApiProblem.offline()
  }
}

/** A wrong password also answers 401; there is nothing to refresh then. */
function isAboutSession(request: Request): boolean {
  return /\/auth\/(login|refresh|logout|register)$/.test(new URL(request.url).pathname)
}

export const api = createClient<ApiPaths>({ baseUrl: BASE, fetch: (request) => send(request) })

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The data of an answer; throws an `ApiProblem` for any other outcome. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw ApiProblem.of(error, response)
  return data as T
}

/** Puts one file, such as a campaign's image, as the part `file` of a form. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const url = new URL(`${BASE}${path}`, location.href)
  const form = new FormData()
  form.set('file', file)
  const response = await send(new Request(url, { method: 'PUT', body: form }))
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => null)
  if (!response.ok) throw ApiProblem.of(body, response)
  return body as T
}

/** Posts one file, telling how far it is in percent, and with the name that the reader knows it by. */
export async function attach<T>(
  path: string,
  file: File,
  tell: (percent: number) => void,
  signal: AbortSignal,
): Promise<T> {
  const url = new URL(`${BASE}${path}`, location.href)
  const form = new FormData()
  form.set('file', file)
  const response = await send(new Request(url, { method: 'POST', body: form, signal }), withProgress(tell))
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw ApiProblem.of(body, response)
  return body as T
}

/** Fetches a file that only who is signed in may have. */
export async function fetchFile(path: string, accept: string): Promise<Blob> {
  const url = new URL(`${BASE}${path}`, location.href)
  const response = await send(new Request(url, { headers: { Accept: accept } }))
  if (!response.ok) throw ApiProblem.of(await response.json().catch(() => null), response)
  return response.blob()
}
