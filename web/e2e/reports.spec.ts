import { readFileSync } from 'node:fs'
import { startDemo } from './support/demo'
import { goTo, signIn } from './support/people'
import { expect, test } from './support/test'

test('a sponsor reads the report of the last month and takes it along', async ({ page }) => {
  test.setTimeout(180_000)
  const demo = await startDemo()
  try {
    const { login = '', password = '' } = demo.logins.sponsor ?? {}
    await signIn(page, login, password, demo.baseURL)
    await goTo(page, 'Reports')
    const last = new Date()
    last.setUTCDate(0)
    const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' }).format(last)
    await page.getByRole('link', { name: month }).click()
    await expect(page.getByRole('heading', { name: `Report: ${month}` })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Headline figures' })).toContainText('Campaigns running')
    await expect(page.getByRole('row', { name: 'Invitations sent' })).toBeVisible()

    const [pdf] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download PDF' }).click(),
    ])
    expect(pdf.suggestedFilename()).toMatch(/^tandem-report-\d{4}-\d\d\.pdf$/)
    expect(
      readFileSync(await pdf.path())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    const [json] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'JSON' }).click(),
    ])
    const report = JSON.parse(readFileSync(await json.path(), 'utf8')) as { campaigns: { running: object } }
    expect(report.campaigns.running).toHaveProperty('before')
  } finally {
    demo.stop()
  }
})
