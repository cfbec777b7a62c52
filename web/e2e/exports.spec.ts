import { readFileSync } from 'node:fs'
import { campaign, influencer, sponsor } from './support/api'
import { goTo, signIn } from './support/people'
import { expect, test, type Page } from './support/test'

async function saved(page: Page, act: () => Promise<unknown>) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

test('campaigns are taken along as CSV, at once and later', async ({ page, origin }) => {
  const brand = await sponsor(origin, 'Teal Ceramics')
  await campaign(brand, `=Cups ${brand.who.username}`)
  await signIn(page, brand.who.username, brand.who.password)
  await goTo(page, 'Campaigns')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  await expect(page.getByText('The export is ready: one row.')).toBeVisible()
  const now = await saved(page, () => page.getByRole('button', { name: 'Download' }).click())
  expect(now.name).toMatch(/\.csv$/)
  expect(now.text).toContain(brand.who.username)
  // A cell that a spreadsheet would compute is disarmed.
  expect(now.text).not.toMatch(/(^|,)"?=/m)

  await goTo(page, 'Exports')
  await expect(page.getByRole('heading', { name: 'Exports', level: 1 })).toBeVisible()
  await page.reload()
  const row = page.getByRole('row', { name: /Campaigns/ })
  await expect(row).toContainText('left')
  const later = await saved(page, () => row.getByRole('button', { name: 'Download' }).click())
  expect(later.text).toBe(now.text)
})

test('who leaves while it is written is told at the bell', async ({ page, origin }) => {
  const { who } = await influencer(origin, 'Nour Aziz')
  await signIn(page, who.username, who.password)
  await page.goto('/app/exports')
  await expect(page.getByRole('heading', { name: 'No exports yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Earnings' }).click()
  await goTo(page, 'Discover')
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('button', { name: 'Notifications, one unread' })).toBeVisible({
      timeout: 2_000,
    })
  }).toPass({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Notifications, one unread' }).click()
  await page.getByRole('region', { name: 'Notifications' }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/app\/exports/)
  await expect(
    page.getByRole('row', { name: /Earnings/ }).getByRole('button', { name: 'Download' }),
  ).toBeVisible()
})
