import { campaign, influencer, invite, sponsor } from './support/api'
import { signIn } from './support/people'
import { expect, test, type Page } from './support/test'

/** An invitation over €600, open in the influencer's browser, and the sponsor in another one. */
async function open(page: Page, other: Page, origin: string): Promise<{ brand: string }> {
  const brand = await sponsor(origin, 'Fjord Wool')
  const maker = await influencer(origin, 'Ines Holm')
  const { id } = await campaign(brand, `Socks ${brand.who.username}`)
  const request = await invite(brand, id, maker, 60_000)
  await signIn(page, maker.who.username, maker.who.password)
  await page.goto(`/app/ad-requests/${request.id}`)
  await expect(page.getByText('Your turn', { exact: true })).toBeVisible()
  await signIn(other, brand.who.username, brand.who.password)
  await other.goto(`/app/ad-requests/${request.id}`)
  return { brand: brand.who.name }
}

async function change(page: Page, payment: string): Promise<void> {
  await page.getByRole('link', { name: 'Change your offer' }).click()
  await page.getByLabel('Payment', { exact: true }).fill(payment)
  await page.getByRole('button', { name: 'Send changed offer' }).click()
  await expect(page.getByText(/^Waiting for/)).toBeVisible()
}

test('who accepts an offer that was replaced sees the newer one first', async ({ page, another, origin }) => {
  const other = await another()
  const { brand } = await open(page, other, origin)
  await page.getByRole('button', { name: 'Accept €600' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('€600')
  await change(other, '550')
  await dialog.getByRole('button', { name: 'Accept €600' }).click()
  const notice = page.getByRole('alert')
  await expect(notice).toContainText('Offer 2 came in meanwhile')
  await expect(notice).toContainText(`${brand} changed the offer while you were looking. Nothing was sent.`)
  await expect(notice.getByRole('insertion').first()).toHaveText('€550')
  await page.getByRole('button', { name: 'Accept €550' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Accept €550' }).click()
  await expect(page.getByText('Agreed', { exact: true }).first()).toBeVisible()
})

test('a counter-offer being typed survives a newer offer', async ({ page, another, origin }) => {
  const other = await another()
  await open(page, other, origin)
  await page.getByRole('link', { name: 'Make a counter-offer' }).click()
  await page.getByLabel('Payment', { exact: true }).fill('800')
  await page.getByLabel('Message').fill('The hike alone takes two days.')
  await change(other, '650')
  await page.getByRole('button', { name: 'Send counter-offer' }).click()
  await expect(page.getByText('Offer 2 came in meanwhile')).toBeVisible()
  await expect(page.getByLabel('Payment', { exact: true })).toHaveValue('800.00')
  await expect(page.getByLabel('Message')).toHaveValue('The hike alone takes two days.')
  await page.getByRole('button', { name: 'Keep what I typed' }).click()
  await page.getByRole('button', { name: 'Send counter-offer' }).click()
  await expect(page.getByText(/^Waiting for/)).toBeVisible()
  await expect(page.getByText('The hike alone takes two days.')).toBeVisible()
})
