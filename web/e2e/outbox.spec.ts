import { influencer } from './support/api'
import { mailedLink } from './support/mail'
import { ADMIN, goTo, signIn } from './support/people'
import { expect, test } from './support/test'

test('an admin reads a mail as its reader would, and nothing in it runs', async ({ page, origin }) => {
  const { who } = await influencer(origin, 'Lene Holt')
  const link = await mailedLink(who.email, '/verify-email')
  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Outbox')
  await page.getByRole('searchbox', { name: 'Address or subject' }).fill(who.email)
  await page.getByRole('list', { name: 'Outbox' }).getByRole('link', { name: who.email }).click()
  const mail = page.getByRole('article')
  await expect(mail).toContainText(who.email)
  // The frame has no scripts, so it is read from outside.
  const seen = () =>
    page.evaluate(() => {
      const inside = document.querySelector('iframe')?.contentDocument
      const button = inside?.querySelector('a[href*="/verify-email"]')
      return { href: button?.getAttribute('href'), target: inside?.querySelector('base')?.target }
    })
  await expect.poll(async () => (await seen()).href).toBe(link)
  expect((await seen()).target).toBe('_blank')
  await mail.getByRole('button', { name: 'Text' }).click()
  await expect(mail.locator('pre')).toContainText(link)
})
