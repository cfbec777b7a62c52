import { request } from '@playwright/test'
import { startDemo, type Demo } from './support/demo'
import { signIn } from './support/people'
import { expect, test, type Locator, type Page } from './support/test'

interface Money {
  amount: number
  currency: string
}
type Counts = Record<string, number>
interface Stats {
  users: Counts
  escrow: Money[]
  days: { date: string; active: Counts; sign_ups: Counts; ad_requests: Counts }[]
}
interface Board {
  currencies: { currency: string; spent: Money; earned: Money; months: { spent: Money; earned: Money }[] }[]
  pipeline: Counts
  ad_requests: Counts
}

/** What the interface answers to that role. */
async function reader({ baseURL, logins }: Demo, role: string) {
  const context = await request.newContext({ baseURL })
  const answer = await context.post('/api/v1/auth/login', { data: logins[role] })
  const { access_token } = (await answer.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}` }
  return async <T>(path: string) => (await (await context.get(`/api/v1${path}`, { headers })).json()) as T
}

const num = (value: number) => new Intl.NumberFormat('en').format(value)
const money = ({ amount, currency }: Money) =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: amount % 100 ? 2 : 0,
    maximumFractionDigits: amount % 100 ? 2 : 0,
  }).format(amount / 100)
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0)

/** The figures of a chart's table, a list a row. */
async function rows(chart: Locator): Promise<string[][]> {
  await chart.getByText('Show as a table').click()
  const found = await chart.locator('tbody tr').all()
  return Promise.all(found.map((row) => row.locator('td').allInnerTexts()))
}
const chart = (page: Page, name: string | RegExp) => page.getByRole('figure', { name })

test('each dashboard shows what the interface counts', async ({ page, another }) => {
  test.setTimeout(240_000)
  const demo = await startDemo()
  const enter = async (who: Page, role: string) => {
    const { login = '', password = '' } = demo.logins[role] ?? {}
    await signIn(who, login, password, demo.baseURL)
    return reader(demo, role)
  }
  try {
    await test.step('admin', async () => {
      const ask = await enter(page, 'admin')
      await page.goto(`${demo.baseURL}/app/admin`)
      const figures = page.getByRole('list', { name: 'Figures' })
      await page.getByRole('link', { name: '7 days' }).click()
      await expect(page).toHaveURL(/period=7/)
      const week = await ask<Stats>('/admin/stats?days=7')
      await expect(figures).toContainText(`Influencers${num(week.users.influencer ?? 0)}`)
      for (const kept of week.escrow) {
        await expect(page.getByRole('list', { name: 'Money in escrow' })).toContainText(money(kept))
      }
      const active = chart(page, /^People active each day/)
      expect(await rows(active)).toEqual(
        week.days.map((day) => ['influencer', 'sponsor', 'admin'].map((role) => num(day.active[role] ?? 0))),
      )
      // The keyboard reads it, too.
      await active.getByRole('slider').focus()
      await page.keyboard.press('Home')
      const first = week.days[0]?.active.influencer ?? 0
      await expect(active.getByRole('slider')).toHaveAttribute(
        'aria-valuetext',
        new RegExp(`Influencers ${first},`),
      )
      await expect(active.locator('.chart-tip')).toContainText(num(first))

      await page.getByRole('link', { name: '12 months' }).click()
      const year = await ask<Stats>('/admin/stats?days=365')
      const begun = sum(year.days.flatMap((day) => Object.values(day.ad_requests)))
      const requests = chart(page, /^Ad requests begun/)
      await expect(requests).toContainText(`${num(begun)} in all`)
      const told = (await rows(requests)).flat().map((text) => Number(text.replaceAll(',', '')))
      expect(sum(told)).toBe(begun)
    })

    await test.step('sponsor', async () => {
      const sponsor = await another()
      const ask = await enter(sponsor, 'sponsor')
      const board = await ask<Board>('/me/sponsor-dashboard?months=12')
      for (const one of board.currencies) {
        if (!sum(one.months.map((month) => month.spent.amount))) continue
        const spent = chart(sponsor, new RegExp(`^Spent by month, ${one.currency}`))
        expect(await rows(spent)).toEqual(one.months.map((month) => [money(month.spent)]))
      }
      const funnel = chart(sponsor, 'How far ad requests came').getByRole('listitem')
      const steps = await funnel.locator('.funnel-value').allInnerTexts()
      const named = ['begun', 'accepted', 'funded', 'delivered', 'completed']
      expect(steps).toEqual(named.map((step) => num(board.pipeline[step] ?? 0)))
      await sponsor.getByRole('link', { name: '3 months' }).click()
      const quarter = await ask<Board>('/me/sponsor-dashboard?months=3')
      await expect(funnel.first()).toContainText(`Begun${num(quarter.pipeline.begun ?? 0)}`)
    })

    await test.step('influencer', async () => {
      const influencer = await another()
      const ask = await enter(influencer, 'influencer')
      const board = await ask<Board>('/me/influencer-dashboard?months=12')
      for (const one of board.currencies) {
        if (!one.earned.amount) continue
        const earned = chart(influencer, new RegExp(`^Earned by month, ${one.currency}`))
        await expect(earned).toContainText(`${money(one.earned)} in all`)
        expect(await rows(earned)).toEqual(one.months.map((month) => [money(month.earned)]))
      }
      const all = sum(Object.values(board.ad_requests))
      await expect(chart(influencer, /^Ad requests/)).toContainText(`${num(all)} in all`)
      await expect(influencer.getByRole('heading', { name: 'Campaigns for you' })).toBeVisible()
    })
  } finally {
    // Nobody listens any more to what is stopped.
    for (const context of page.context().browser()?.contexts() ?? []) {
      for (const open of context.pages()) await open.goto('about:blank')
    }
    demo.stop()
  }
})
