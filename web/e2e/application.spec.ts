import { campaign, influencer, sponsor } from './support/api'
import { goTo, signIn } from './support/people'
import { expect, test } from './support/test'

test('an application is rejected with a reason', async ({ page, another, origin }) => {
  const brand = await sponsor(origin, 'Tern Outdoor')
  const title = `Rain trousers ${brand.who.username}`
  await campaign(brand, title)
  const maker = await influencer(origin, 'Ola Brandt')

  await test.step('the influencer finds the campaign by search and applies', async () => {
    await signIn(page, maker.who.username, maker.who.password)
    await goTo(page, 'Discover')
    await page.getByRole('searchbox').fill(brand.who.username)
    await page.getByRole('link', { name: title }).click()
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
    await page.getByRole('link', { name: 'Apply' }).click()
    await page.getByLabel('Payment', { exact: true }).fill('900')
    await page.getByLabel('Message').fill('I walk in the rain for a living.')
    await page.getByRole('button', { name: 'Send application' }).click()
    await expect(page.getByText(`Waiting for ${brand.who.name}`)).toBeVisible()
  })

  await test.step('the sponsor rejects it and says why', async () => {
    const other = await another()
    await signIn(other, brand.who.username, brand.who.password)
    await goTo(other, 'Ad requests')
    await other.getByRole('link', { name: title }).click()
    await expect(other.getByText('I walk in the rain for a living.')).toBeVisible()
    await other.getByRole('button', { name: 'Reject' }).click()
    const dialog = other.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('We have found our walkers for this season.')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await expect(other.getByText('The offer is rejected.')).toBeVisible()
  })

  await test.step('the influencer reads it', async () => {
    await goTo(page, 'Ad requests')
    await expect(page.getByRole('heading', { name: 'Nothing waits for your answer' })).toBeVisible()
    await page.getByRole('link', { name: 'Closed' }).click()
    await page.getByRole('link', { name: title }).click()
    await expect(page.getByText('Rejected', { exact: true }).first()).toBeVisible()
    await expect(page.getByText('We have found our walkers for this season.')).toBeVisible()
    await expect(page.getByRole('link', { name: 'Make a counter-offer' })).toHaveCount(0)
  })
})
