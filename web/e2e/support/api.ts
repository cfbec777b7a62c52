import { randomUUID } from 'node:crypto'
import { request, type APIRequestContext } from '@playwright/test'
import { ADMIN, person, type Person, type Side } from './people'

/** Whatever the server answers, tests go on with its id. */
interface Thing {
  id: string
}

/** Somebody who talks to the server without a browser: what a test needs to be there before it begins. */
export interface Client {
  who: Person
  id: string
  post: <T = Thing>(path: string, data?: object) => Promise<T>
  put: <T = Thing>(path: string, data: object) => Promise<T>
  get: <T = Thing>(path: string) => Promise<T>
}

const day = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10)

async function logIn(context: APIRequestContext, login: string, password: string): Promise<string> {
  const answer = await context.post('/api/v1/auth/login', { data: { login, password } })
  if (!answer.ok()) throw new Error(`${login} cannot log in: ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

async function client(baseURL: string, who: Person, token: string, id: string): Promise<Client> {
  const context = await request.newContext({
    baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  })
  const send = async <T>(method: string, path: string, data?: object): Promise<T> => {
    const answer = await context.fetch(`/api/v1${path}`, {
      method,
      ...(data ? { data } : {}),
      headers: { 'idempotency-key': randomUUID() },
    })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return (answer.status() === 204 ? undefined : await answer.json()) as T
  }
  return {
    who,
    id,
    post: (path, data) => send('POST', path, data),
    put: (path, data) => send('PUT', path, data),
    get: (path) => send('GET', path),
  }
}

export async function admin(baseURL: string): Promise<Client> {
  const context = await request.newContext({ baseURL })
  const token = await logIn(context, ADMIN.login, ADMIN.password)
  const nobody = { role: 'sponsor' as Side, name: 'Admin', username: 'admin', email: '', password: '' }
  return client(baseURL, nobody, token, '')
}

async function register(baseURL: string, who: Person): Promise<Client> {
  const context = await request.newContext({ baseURL })
  const { name: display_name, ...rest } = who
  const data = { ...rest, display_name, accept_terms: true, of_age: true }
  const answer = await context.post('/api/v1/auth/register', { data })
  if (!answer.ok()) throw new Error(`${who.name} cannot register: ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  return client(baseURL, who, await logIn(context, who.username, who.password), id)
}

/** A sponsor whom the admin has approved. */
export async function sponsor(baseURL: string, name: string): Promise<Client> {
  const made = await register(baseURL, person('sponsor', name))
  await made.put('/me/sponsor-profile', {
    kind: 'company',
    industry: 'Mills and bakeries',
    website: 'https://mill.example',
    description: `${name} grinds what grows within a day's walk.`,
    country: 'DE',
    yearly_budget: null,
  })
  await (await admin(baseURL)).post(`/admin/users/${made.id}/approve`)
  return made
}

/** An influencer whose profile has all that search and requirements ask for. */
export async function influencer(baseURL: string, name: string): Promise<Client> {
  const made = await register(baseURL, person('influencer', name))
  await made.put('/me/influencer-profile', {
    bio: `${name} bakes rye bread and writes about old ovens.`,
    category: 'Baker',
    niches: ['food'],
    country: 'DE',
    languages: ['de', 'en'],
    rate_card: [{ kind: 'reel', price: { amount: 45_000, currency: 'EUR' } }],
    portfolio: [],
    available: true,
    accepts_messages: true,
  })
  await made.post('/me/channels', {
    platform: 'instagram',
    handle: `@${made.who.username}`,
    url: `https://instagram.com/${made.who.username}`,
    followers: 48_200,
    average_views: 12_000,
    engagement_rate: 3.4,
  })
  return made
}

/** A public campaign that has begun. */
export async function campaign(of: Client, title: string, more: object = {}): Promise<Thing> {
  const made = await of.post('/campaigns', {
    title,
    description: `**${title}**: show how the flour is milled.`,
    goals: 'A hundred visitors at the mill.',
    niches: ['food'],
    start_date: day(0),
    end_date: day(60),
    budget: { amount: 500_000, currency: 'EUR' },
    visibility: 'public',
    ...more,
  })
  return of.post(`/campaigns/${made.id}/publish`)
}

export const terms = (amount: number) => ({
  payment: { amount, currency: 'EUR' },
  requirements: 'Show the mill.',
  deliverables: [{ kind: 'reel', platform: 'instagram', count: 1, due_date: day(30), note: '' }],
  usage_rights: 'none',
  usage_days: 0,
  exclusivity_days: 0,
  revisions_allowed: 2,
})

/** A sponsor's invitation, waiting for the influencer's answer. */
export const invite = (of: Client, campaignId: string, whom: Client, amount: number, more: object = {}) =>
  of.post(`/campaigns/${campaignId}/ad-requests`, {
    influencer_id: whom.id,
    terms: { ...terms(amount), ...more },
    message: 'We would love to work with you.',
  })

/** Two sides agree on a reel for this amount in cents, to be disclosed with #ad: a collaboration that awaits funding. */
export async function agreed(
  of: Client,
  whom: Client,
  title: string,
  amount: number,
  more: object = {},
): Promise<Thing> {
  const { id } = await campaign(of, title, { disclosure: '#ad' })
  const offer = await invite(of, id, whom, amount, more)
  const { collaboration_id } = await whom.post<{ collaboration_id: string }>(
    `/ad-requests/${offer.id}/accept`,
    { revision: 1 },
  )
  return { id: collaboration_id }
}

/** The same, paid in and funded. */
export async function funded(of: Client, whom: Client, title: string, amount: number): Promise<Thing> {
  const work = await agreed(of, whom, title, amount)
  await of.post('/wallet/deposits', { amount: { amount, currency: 'EUR' }, payment_method: 'pm_card_visa' })
  await of.post(`/collaborations/${work.id}/fund`)
  return work
}

/** The same, handed in, approved and published: completed, and paid to the influencer. */
export async function completed(of: Client, whom: Client, title: string, amount: number): Promise<Thing> {
  const { id } = await funded(of, whom, title, amount)
  const { deliverables } = await whom.get<{ deliverables: Thing[] }>(`/collaborations/${id}`)
  for (const part of deliverables) {
    const path = `/collaborations/${id}/deliverables/${part.id}`
    await whom.post(`${path}/submit`, { caption: 'Fresh from the mill. #ad', note: '' })
    await of.post(`${path}/approve`)
    await whom.post(`${path}/publish`, { url: `https://instagram.com/p/${part.id}` })
  }
  return { id }
}

export { day }
