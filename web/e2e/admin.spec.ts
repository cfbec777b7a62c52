import { influencer } from './support/api'
import { ADMIN, goTo, signIn } from './support/people'
import { expect, test, type Locator } from './support/test'

test('a flagged influencer disappears from search until the flag is lifted', async ({
  page,
  another,
  origin,
}) => {
  const { who } = await influencer(origin, 'Vera Lund')
  const visitor = await another()
  // Guests may be shown a list as it was five seconds ago.
  const finds = (what: Locator) =>
    expect(async () => {
      await visitor.goto(`/influencers?q=${who.username}`)
      await expect(what).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 20_000 })
  const found = visitor.getByRole('link', { name: who.name })
  await finds(found)

  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Users')
  await page.getByRole('searchbox', { name: 'Name, username or e-mail' }).fill(who.username)
  await page.getByRole('button', { name: `Manage ${who.name}` }).click()
  await page.getByRole('dialog', { name: who.name }).getByRole('button', { name: 'Flag' }).click()
  const asked = page.getByRole('dialog', { name: `Flag ${who.name}?` })
  await asked.getByRole('button', { name: 'Flag' }).click()
  await expect(asked.getByText('Write why, since they are told.')).toBeVisible()
  await asked.getByLabel('Reason').fill('Figures do not match the channel.')
  await asked.getByRole('button', { name: 'Flag' }).click()
  await expect(page.getByText('Figures do not match the channel.')).toBeVisible()

  await finds(visitor.getByRole('heading', { name: 'No influencers found' }))
  await visitor.goto(`/influencers/${who.username}`)
  await expect(visitor.getByText(/This page does not exist|This is not here/)).toBeVisible()
  await signIn(visitor, who.username, who.password)
  await expect(visitor.getByText('Your account is flagged')).toBeVisible()
  await expect(visitor.getByText('Reason: Figures do not match the channel.')).toBeVisible()

  await page.getByRole('dialog', { name: who.name }).getByRole('button', { name: 'Lift flag' }).click()
  await page
    .getByRole('dialog', { name: /Lift the flag/ })
    .getByRole('button', { name: 'Lift flag' })
    .click()
  await expect(page.getByText(`The flag of ${who.name} is lifted.`)).toBeVisible()
  await finds(found)
})

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
