import { ADMIN, goTo, signIn } from './support/people'
import { expect, test } from './support/test'

test('an admin has a schedule run now and finds its job, with all that is known of it', async ({ page }) => {
  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Jobs')
  await expect(page.getByText(/\d+ workers?/)).toBeVisible()
  const views = page.getByRole('navigation', { name: 'Jobs' })
  await views.getByRole('link', { name: 'Schedules' }).click()
  await expect(page.getByRole('row', { name: /clean-up/ })).toContainText('Daily at')
  await page.getByRole('button', { name: 'Run clean-up now' }).click()
  await expect(page.getByText('clean-up is started.')).toBeVisible()

  await views.getByRole('link', { name: 'Kinds' }).click()
  await page.getByRole('link', { name: 'clean-up' }).click()
  await expect(page).toHaveURL(/kind=clean-up/)
  const row = page.getByRole('row', { name: /clean-up/ }).first()
  await expect(row).toContainText('Done')
  await row.getByRole('button', { name: 'clean-up' }).click()
  const panel = page.getByRole('dialog', { name: 'clean-up' })
  await expect(panel.getByText('1 of')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await page.getByRole('combobox', { name: 'State' }).selectOption('Cancelled')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await expect(page).not.toHaveURL(/kind=/)
})
