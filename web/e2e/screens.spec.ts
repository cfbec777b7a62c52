import { join } from 'node:path'
import { test as base, expect, request, type Page } from '@playwright/test'
import { startDemo, type Demo } from './support/demo'
import { accessible, settled, soundLayout } from './support/looks'
import { signIn } from './support/people'
import { screens, screensOf, type Screen } from './support/routes'
import { watch } from './support/test'

const SHOTS = join(import.meta.dirname, 'screenshots-out')
const ROLES = ['guest', 'sponsor', 'influencer', 'admin']
const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
}
/** High enough for any page: axe judges what it can see. */
const TALL = 3600
/** Pages with something of everything that can be mirrored wrongly. */
const ARABIC = new Set([
  'landing',
  'home',
  'discover',
  'ad-request',
  'ad-requests',
  'campaign',
  'collaboration',
  'collaborations',
  'rights',
  'wallet',
  'profile',
  'settings',
  'notifications',
  'messages',
  'conversation',
  'reports',
  'report',
  'exports',
])

interface Item {
  id: string
  agreement_code: string
  month: string
  revision: number
  influencer: { username: string }
  status: string
}

/** The demo world, once for each worker. */
const test = base.extend<object, { demo: Demo }>({
  demo: [
    // Playwright reads from the braces which fixtures are wanted: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const demo = await startDemo()
      await openDispute(demo)
      await use(demo)
      demo.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})

/** Reads lists as somebody of this role, and single things as lists of one. */
async function finder({ baseURL, logins }: Demo, role: string) {
  const context = await request.newContext({ baseURL })
  const headers: Record<string, string> = {}
  if (logins[role]) {
    const answer = await context.post('/api/v1/auth/login', { data: logins[role] })
    headers.authorization = `Bearer ${((await answer.json()) as { access_token: string }).access_token}`
  }
  return async (path: string): Promise<Item[]> => {
    const found = await context.get(`/api/v1${path}`, { headers })
    expect(found.ok(), path).toBe(true)
    const body = (await found.json()) as Item & { items?: Item[] }
    return body.items ?? [body]
  }
}

/** One side of the demo world asks an admin to decide. */
async function openDispute({ baseURL, logins }: Demo): Promise<void> {
  const context = await request.newContext({ baseURL })
  const login = await context.post('/api/v1/auth/login', { data: logins.influencer })
  const { access_token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  const active = await context.get('/api/v1/collaborations?status=active&limit=1', { headers })
  const id = ((await active.json()) as { items: Item[] }).items[0]?.id
  const opened = await context.post(`/api/v1/collaborations/${id}/dispute`, {
    headers: { ...headers, 'idempotency-key': `dispute-${id}` },
    data: { reason: 'The parcel with the flour never came.' },
  })
  expect(opened.ok(), 'a dispute').toBe(true)
}

/** Signs in. Answers what stands for the parameters of a path: things that this role can see, with much to see in them. */
async function arrive(page: Page, demo: Demo, role: string) {
  const find = await finder(demo, role)
  const looker = role === 'admin' || role === 'guest' ? await finder(demo, 'sponsor') : find
  const requests = await looker('/ad-requests?status=pending&limit=100')
  const richest = requests.toSorted((a, b) => b.revision - a.revision)[0]
  const mine = role === 'sponsor' ? '/campaigns?mine=true&status=active&limit=1' : '/campaigns?limit=1'
  const campaign = (await find(mine))[0]?.id ?? ''
  const username = richest?.influencer.username
  const collaboration = (await looker('/collaborations?status=active&limit=1'))[0]?.id ?? ''
  const code = (await looker(`/collaborations/${collaboration}`))[0]?.agreement_code
  const dispute = role === 'admin' ? (await find('/admin/disputes?decided=false&limit=1'))[0]?.id : ''
  const report = role === 'admin' ? (await find('/admin/abuse-reports?decided=false&limit=1'))[0]?.id : ''
  const conversation = (await looker('/conversations?limit=1'))[0]?.id
  const webhook = role === 'guest' ? undefined : (await find('/webhook-endpoints'))[0]?.id
  const month = role === 'sponsor' ? (await find('/reports?limit=1'))[0]?.month : undefined
  const paths: Record<string, string> = {
    report: `/app/reports/${month}`,
    settings: '/app/settings?tab=notifications',
    webhook: webhook ? `/app/settings/webhooks/${webhook}` : '/app/settings?tab=webhooks',
    influencer: `/influencers/${username}`,
    'app-influencer': `/app/influencers/${username}`,
    sponsor: `/sponsors/${demo.logins.sponsor?.login}`,
    'app-sponsor': `/app/sponsors/${demo.logins.sponsor?.login}`,
    'ad-request': `/app/ad-requests/${richest?.id}`,
    'ad-request-new': `/app/campaigns/${campaign}/ad-requests/new?influencer=${username}`,
    collaboration: `/app/collaborations/${collaboration}`,
    agreement: `/agreements/${code}`,
    conversation: `/app/messages/${conversation}`,
    'admin-dispute': `/app/admin/disputes/${dispute}`,
    'admin-report': `/app/admin/reports/${report}`,
  }
  const login = demo.logins[role]
  if (login) await signIn(page, login.login, login.password, demo.baseURL)
  return ({ name, path }: Screen) =>
    demo.baseURL + (paths[name] ?? path.replace(':id', campaign).replace(':rest(.*)*', 'not-a-page'))
}

/** For people to look at; nobody does in CI. */
async function shoot(page: Page, name: string) {
  if (!process.env.CI) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true })
}

// Half of them in each worker.
test.describe.configure({ mode: 'parallel' })

for (const [size, look] of Object.entries(SIZES)) {
  for (const role of ROLES) {
    test.describe(`${role}, ${size}`, () => {
      test.use(look)

      test('every screen is whole and accessible, light and dark', async ({ page, context, demo }) => {
        test.setTimeout(240_000)
        const faults = watch(context)
        const pathOf = await arrive(page, demo, role)
        for (const screen of screensOf(role)) {
          await test.step(screen.name, async () => {
            const name = `${role}-${screen.name}-${size}`
            await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
            await page.goto(pathOf(screen))
            await settled(page, name)
            await soundLayout(page, name)
            await shoot(page, `${name}-light`)
            await page.setViewportSize({ ...look.viewport, height: TALL })
            await accessible(page, `${name}-light`)
            await page.emulateMedia({ colorScheme: 'dark' })
            // The colours of a phone are the same.
            if (size === 'desktop') await accessible(page, `${name}-dark`, ['color-contrast'])
            await page.setViewportSize(look.viewport)
            await shoot(page, `${name}-dark`)
          })
        }
        // Chromium reports the status of the page that is not there.
        expect(faults.filter((fault) => !(fault.includes('404') && fault.includes('not-a-page')))).toEqual([])
      })
    })
  }
}

for (const [size, role] of [
  ['desktop', 'sponsor'],
  ['phone', 'influencer'],
] as const) {
  test.describe(`in Arabic, ${role}, ${size}`, () => {
    test.use(SIZES[size])

    test('the page is mirrored', async ({ page, context, demo }) => {
      test.setTimeout(120_000)
      const faults = watch(context)
      const pathOf = await arrive(page, demo, role)
      await context.addInitScript(() => localStorage.setItem('language', 'ar'))
      for (const screen of screens.filter(
        ({ name, roles }) => ARABIC.has(name) && (roles?.includes(role) ?? true),
      )) {
        await test.step(screen.name, async () => {
          await page.goto(pathOf(screen))
          await settled(page, screen.name)
          await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
          await soundLayout(page, `${screen.name}-arabic-${size}`)
          await shoot(page, `${role}-${screen.name}-${size}-arabic`)
        })
      }
      expect(faults).toEqual([])
    })
  })
}
