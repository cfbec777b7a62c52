import { join } from 'node:path'
import { mailedLink } from './support/mail'
import { ADMIN, goTo, person, signIn, signUp } from './support/people'
import { day } from './support/api'
import { expect, test, type Page } from './support/test'

const IMAGE = join(import.meta.dirname, '../../server/demo/campaigns/food-1.webp')

async function prepareDraft(page: Page, title: string): Promise<void> {
  await goTo(page, 'Campaigns')
  await page.getByRole('link', { name: 'New campaign' }).first().click()
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Niches').fill('food')
  await page.getByRole('option', { name: /food/i }).first().click()
  await page.getByLabel('Choose an image or drop it here').setInputFiles(IMAGE)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Brief').fill('Come to the **mill** and show how the flour is made.')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('First day').fill(day(1))
  await page.getByLabel('Last day').fill(day(60))
  await page.getByLabel('Budget', { exact: true }).fill('5,000')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByLabel('Public').check()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Save draft' }).click()
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
  await expect(page.getByText('Draft', { exact: true })).toBeVisible()
}

async function fillProfile(page: Page): Promise<void> {
  await goTo(page, 'Profile')
  await page.getByRole('button', { name: 'Add channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Platform').selectOption('instagram')
  await dialog.getByLabel('Name there').fill('@rye.by.mira')
  await dialog.getByLabel('Address').fill('https://instagram.com/rye.by.mira')
  await dialog.getByLabel('Followers').fill('48200')
  await dialog.getByLabel(/^Engagement/).fill('3.4')
  await dialog.getByRole('button', { name: 'Add channel' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('@rye.by.mira').first()).toBeVisible()
  await page.getByLabel('Introduction').fill('I bake rye bread and write about old ovens.')
  await page.getByLabel('Niches').fill('food')
  await page.getByRole('option', { name: /food/i }).first().click()
  await page.getByLabel('Country').selectOption('DE')
  await page.getByRole('button', { name: 'Add a price' }).click()
  await page.getByRole('textbox', { name: /^Price/ }).fill('450')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

test('a sponsor is approved, invites, is countered and accepts', async ({ page, another }) => {
  const sponsor = person('sponsor', 'Alder Mill')
  const influencer = person('influencer', 'Mira Sand')
  const title = `Stone-ground ${sponsor.username}`

  await test.step('the sponsor registers, waits, and prepares a draft', async () => {
    await signUp(page, sponsor)
    await page.goto(await mailedLink(sponsor.email, '/verify-email'))
    await page.getByRole('link', { name: 'Open Tandem' }).click()
    await expect(page.getByText('Your account waits for approval')).toBeVisible()
    await prepareDraft(page, title)
    await expect(page.getByText('as soon as your account is approved')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Publish' })).toHaveCount(0)
  })

  await test.step('the admin approves', async () => {
    const admin = await another()
    await signIn(admin, ADMIN.login, ADMIN.password)
    await goTo(admin, 'Approvals')
    const waiting = admin.getByRole('listitem').filter({ hasText: sponsor.username })
    await waiting.getByRole('button', { name: 'Approve' }).click()
    await expect(waiting).toHaveCount(0)
    await expect(admin.getByText(`${sponsor.name} is approved.`)).toBeVisible()
  })

  await test.step('the sponsor publishes', async () => {
    await page.reload()
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByText('Active', { exact: true })).toBeVisible()
    await expect(page.getByText('Your account waits for approval')).toHaveCount(0)
  })

  const other = await another()
  await test.step('the influencer registers and says who she is', async () => {
    await signUp(other, influencer)
    await fillProfile(other)
  })

  await test.step('the sponsor finds and invites her', async () => {
    await page.getByRole('button', { name: 'Invite influencers' }).click()
    await page.getByRole('searchbox').fill(influencer.name)
    const card = page.getByRole('article').filter({ hasText: influencer.name }).first()
    await expect(card).toBeVisible()
    await card.getByRole('button', { name: `Invite ${influencer.name}` }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Write the invitation' }).click()
    await page.getByLabel('Payment', { exact: true }).fill('600')
    await page.getByLabel('Message').fill('We loved your loaf from Spreewald.')
    await page.getByRole('button', { name: 'Send invitation' }).click()
    await expect(page.getByText(`Waiting for ${influencer.name}`)).toBeVisible()
  })

  await test.step('the influencer asks for more', async () => {
    await goTo(other, 'Ad requests')
    await other.getByRole('link', { name: title }).click()
    await expect(other.getByText('Your turn', { exact: true })).toBeVisible()
    await other.getByRole('link', { name: 'Make a counter-offer' }).click()
    await other.getByLabel('Payment', { exact: true }).fill('750')
    await other.getByLabel('Message').fill('With the milling shown it takes me two days.')
    await other.getByRole('button', { name: 'Send counter-offer' }).click()
    await expect(other.getByText(`Waiting for ${sponsor.name}`)).toBeVisible()
  })

  await test.step('the sponsor sees what changed and accepts', async () => {
    await page.reload()
    const history = page.getByRole('region', { name: 'Negotiation' })
    const latest = history.getByRole('listitem').first()
    await expect(latest).toContainText('made a counter-offer')
    await expect(latest.getByRole('deletion').first()).toHaveText('€600')
    await expect(latest.getByRole('insertion').first()).toHaveText('€750')
    await page.getByRole('button', { name: 'Accept €750' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('€750 of your budget is committed.')
    await dialog.getByRole('button', { name: 'Accept €750' }).click()
    await expect(page.getByText('Agreed', { exact: true }).first()).toBeVisible()
  })

  await test.step('both see the collaboration, and the sponsor what it takes of the budget', async () => {
    await page.getByRole('link', { name: 'Open the collaboration' }).click()
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page.getByText('€750').first()).toBeVisible()
    await goTo(other, 'Collaborations')
    await expect(other.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible()
    await other.getByRole('link', { name: 'Awaits funding', exact: true }).click()
    await other.getByRole('link', { name: sponsor.name }).click()
    await expect(other.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(other.getByText(`With ${sponsor.name}`)).toBeVisible()
    await goTo(page, 'Campaigns')
    await page.getByRole('link', { name: title }).click()
    const progress = page.getByRole('region', { name: 'Progress' })
    await expect(progress).toContainText('€4,250')
    await expect(progress).toContainText('Committed €750')
  })
})
