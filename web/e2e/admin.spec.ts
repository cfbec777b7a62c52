import { ADMIN, goTo, signIn } from './support/people'
import { expect, test } from './support/test'

test('niches are added, renamed, retired and offered again', async ({ page }) => {
  const name = `Kites ${Date.now().toString(36)}`
  const row = page.getByRole('listitem').filter({ hasText: name })
  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Niches')
  await page.getByRole('button', { name: 'Add niche' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Add niche' }).click()
  await expect(row).toBeVisible()
  await row.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(`${name} and wind`)
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(row).toContainText('and wind')
  await row.getByRole('button', { name: 'Retire' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
  await expect(row.getByText('Retired')).toBeVisible()
  await row.getByRole('button', { name: 'Offer again' }).click()
  await expect(row.getByRole('button', { name: 'Retire' })).toBeVisible()
})
