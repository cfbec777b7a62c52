import { campaign, influencer, invite, sponsor } from './support/api'
import { mailedLink } from './support/mail'
import { signIn } from './support/people'
import { expect, test } from './support/test'

test('who is invited sees it at the bell at once, opens it, and has read it in every tab', async ({
  page,
  context,
  origin,
}) => {
  const brand = await sponsor(origin, 'Wren Cycles')
  const rider = await influencer(origin, 'Ines Roth')
  const title = `Gravel ${brand.who.username}`
  const { id } = await campaign(brand, title)
  await signIn(page, rider.who.username, rider.who.password)
  await expect(page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()
  const tab = await context.newPage()
  await tab.goto('/app/notifications')
  await expect(tab.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible()
  await invite(brand, id, rider, 90_000)

  // Nobody reloads anything.
  await expect(tab.getByRole('button', { name: 'Notifications, one unread' })).toBeVisible()
  await expect(tab.getByRole('link', { name: title })).toBeVisible()
  await page.getByRole('button', { name: 'Notifications, one unread' }).click()
  const panel = page.getByRole('region', { name: 'Notifications' })
  await panel.getByRole('link', { name: title }).click()
  await expect(page).toHaveURL(/\/app\/ad-requests\//)
  await expect(page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()
  await expect(tab.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Notifications', exact: true }).click()
  await page.getByRole('link', { name: 'See all notifications' }).click()
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await expect(page.getByRole('link', { name: title })).toBeVisible()
  await page.getByRole('navigation', { name: 'Notifications' }).getByRole('link', { name: 'Unread' }).click()
  await expect(page.getByRole('heading', { name: 'Everything is read' })).toBeVisible()
})

test('all is marked as read at once', async ({ page, origin }) => {
  const brand = await sponsor(origin, 'Plover Tea')
  const taster = await influencer(origin, 'Sami Haddad')
  for (const season of ['Spring', 'Autumn']) {
    const { id } = await campaign(brand, `${season} ${brand.who.username}`)
    await invite(brand, id, taster, 40_000)
  }
  await signIn(page, taster.who.username, taster.who.password)
  await page.goto('/app/notifications')
  await expect(page.getByRole('button', { name: 'Notifications, 2 unread' })).toBeVisible()
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0)
})

test('a link in a mail ends its kind without a login, and the settings know it', async ({
  page,
  another,
  origin,
}) => {
  const brand = await sponsor(origin, 'Dunlin Wool')
  const knitter = await influencer(origin, 'Maja Berg')
  const { id } = await campaign(brand, `Mittens ${brand.who.username}`)
  await invite(brand, id, knitter, 70_000)

  await page.goto(await mailedLink(knitter.who.email, '/unsubscribe#token='))
  await expect(page.getByRole('heading', { name: 'You are unsubscribed' })).toBeVisible()
  await expect(page.getByText('of this kind: Ad requests')).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')

  const own = await another()
  await signIn(own, knitter.who.username, knitter.who.password)
  await own.goto('/app/settings?tab=notifications')
  const mail = own.getByRole('checkbox', { name: 'Ad requests: E-mail' })
  await expect(mail).not.toBeChecked()
  await expect(own.getByRole('checkbox', { name: 'Account: E-mail' })).toBeDisabled()
  await mail.check()
  await own.getByLabel('Daily reminder at').selectOption('7')
  await own.getByLabel('E-mail comes').selectOption('daily')
  await own.getByLabel('Google Chat webhook').fill('https://elsewhere.example/hook')
  await own.getByRole('button', { name: 'Save changes' }).click()
  await expect(own.getByLabel('Google Chat webhook')).toHaveAttribute('aria-invalid', 'true')
  await own
    .getByLabel('Google Chat webhook')
    .fill('https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k')
  await own.getByRole('button', { name: 'Save changes' }).click()
  await expect(own.getByText('Saved', { exact: true })).toBeVisible()
  await own.reload()
  await expect(mail).toBeChecked()
  await expect(own.getByLabel('Daily reminder at')).toHaveValue('7')
  await expect(own.getByLabel('E-mail comes')).toHaveValue('daily')
})

test('a link that was cut off says so', async ({ page }) => {
  await page.goto('/unsubscribe#token=cut')
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
})
