import { campaign, influencer, invite, sponsor } from './support/api'
import { signIn } from './support/people'
import { expect, test, type Page } from './support/test'

const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
const field = (page: Page) => page.getByRole('textbox', { name: 'Write a message' })

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
  await expect(log(page).getByText(text)).toBeVisible()
}

test('two people talk live, and a lost connection loses nothing', async ({ page, another, origin }) => {
  const brand = await sponsor(origin, 'Siskin Soap')
  const maker = await influencer(origin, 'Nele Brandt')
  const { id } = await campaign(brand, `Lather ${brand.who.username}`)
  await invite(brand, id, maker, 60_000)
  const theirs = await another()
  await signIn(page, brand.who.username, brand.who.password)
  await signIn(theirs, maker.who.username, maker.who.password)

  await test.step('the sponsor begins from the influencer’s page, the influencer sees it come', async () => {
    await theirs.goto('/app/messages')
    await expect(theirs.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
    await page.goto(`/app/influencers/${maker.who.username}`)
    await page.getByRole('button', { name: 'Message', exact: true }).click()
    await expect(page).toHaveURL(/\/app\/messages\//)
    await say(page, 'Hello Nele, see https://example.org/soap.')
    await expect(log(page).getByRole('link', { name: 'https://example.org/soap', exact: true })).toBeVisible()
    const row = theirs.getByRole('link', { name: 'Siskin Soap' })
    await expect(row).toContainText('1 unread message')
    await row.click()
    await expect(log(theirs).getByText('Hello Nele')).toBeVisible()
  })

  await test.step('reading, typing and answering are seen at once', async () => {
    await expect(log(page).getByText(/Read \d/)).toBeVisible()
    await field(theirs).pressSequentially('Hel')
    await expect(log(page).getByText('Nele Brandt is typing …')).toBeVisible()
    await say(theirs, 'Hello! When do you ship?')
    await expect(log(page).getByText('When do you ship?')).toBeVisible()
    await expect(log(page).getByText('is typing')).toHaveCount(0)
  })

  await test.step('a picture goes with a message', async () => {
    const file = { name: 'label.png', mimeType: 'image/png', buffer: PNG }
    await page.locator('.write input[type=file]').setInputFiles(file)
    await expect(page.getByRole('button', { name: 'Remove label.png' })).toBeVisible()
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await say(page, 'This is the label.')
    await expect(log(theirs).getByRole('button', { name: 'Look at label.png' })).toBeVisible()
    await expect(log(theirs).locator('img')).toHaveJSProperty('complete', true)
  })

  await test.step('without a connection nothing is lost, and it goes on without a gap', async () => {
    await page.context().setOffline(true)
    await say(page, 'Are you there?')
    await expect(log(page).getByRole('button', { name: 'Try again' })).toBeVisible()
    for (const text of ['One', 'Two', 'Three']) await say(theirs, text)
    await page.context().setOffline(false)
    await expect(log(page).getByText('Three')).toBeVisible({ timeout: 30_000 })
    await log(page).getByRole('button', { name: 'Try again' }).click()
    await expect(log(theirs).getByText('Are you there?')).toBeVisible()
    for (const one of [page, theirs])
      await expect(log(one).locator('.said-text')).toHaveText([
        'Hello Nele, see https://example.org/soap.',
        'Hello! When do you ship?',
        'This is the label.',
        'One',
        'Two',
        'Three',
        'Are you there?',
      ])
  })
})

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
)
