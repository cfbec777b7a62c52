import { readFileSync } from 'node:fs'
import { agreed, campaign, funded, influencer, invite, sponsor } from './support/api'
import { figure, payWith } from './support/money'
import { ADMIN, goTo, signIn } from './support/people'
import { expect, test, type Page } from './support/test'

const enter = (page: Page, { who }: { who: { username: string; password: string } }) =>
  signIn(page, who.username, who.password)
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** By the list, from wherever the reader is. */
async function toWork(page: Page, other: string, title: string): Promise<void> {
  await goTo(page, 'Collaborations')
  await expect(heading(page, 'Collaborations')).toBeVisible()
  await page.getByRole('link', { name: other }).first().click()
  await expect(heading(page, title)).toBeVisible()
}

test('work is funded, handed in, changed, approved, published, rated and paid out', async ({
  page,
  another,
  origin,
}) => {
  test.setTimeout(120_000)
  const payer = await sponsor(origin, 'Alder Mill')
  const maker = await influencer(origin, 'Mira Sand')
  const title = `Stone-ground ${payer.who.username}`
  const rights = { usage_rights: 'paid', usage_days: 10, territories: ['DE'], exclusivity_days: 30 }
  await agreed(payer, maker, title, 60_000, rights)
  const other = await another()

  await test.step('the sponsor lacks the money, pays it in and funds', async () => {
    await enter(page, payer)
    await expect(page.getByRole('region', { name: 'Needs you now' })).toContainText('Put the payment aside')
    await toWork(page, maker.who.name, title)
    await page.getByRole('button', { name: 'Fund €600' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Pay in €600' }).click()
    await expect(heading(page, 'Wallet')).toBeVisible()
    await expect(page.getByRole('dialog').getByText('no money moves')).toBeVisible()
    await payWith(page, '4242424242424242', 'Pay in €600')
    await expect(heading(page, title)).toBeVisible()
    await page.getByRole('button', { name: 'Fund €600' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Fund €600' }).click()
    await figure(page, 'Money', 'In escrow', '€600')
    await expect(page.getByText(`Waiting for ${maker.who.name}`)).toBeVisible()
  })

  await test.step('the influencer hands in without the disclosure', async () => {
    await enter(other, maker)
    await toWork(other, payer.who.name, title)
    await other.getByRole('button', { name: 'Hand it in' }).click()
    await other.getByLabel('Caption', { exact: true }).fill('Rye from the old mill.')
    await expect(other.getByText('“#ad” is not in the caption.')).toBeVisible()
    await other.getByRole('button', { name: 'Hand in', exact: true }).click()
    await expect(other.getByText('Submitted', { exact: true })).toBeVisible()
  })

  await test.step('the sponsor is told that it is missing and asks for changes', async () => {
    await page.reload()
    await page.getByRole('button', { name: 'Approve €600' }).click()
    await expect(page.getByRole('dialog')).toContainText('The disclosure is missing')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Ask for changes' }).click()
    await page.getByLabel('What is to be changed?').fill('Please disclose it.')
    await page.getByRole('button', { name: 'Send to be changed' }).click()
    await expect(page.getByText('Changes asked for', { exact: true })).toBeVisible()
  })

  await test.step('the influencer changes it; what was typed survives a reload', async () => {
    await other.reload()
    await expect(other.getByText('Please disclose it.').first()).toBeVisible()
    await other.getByRole('button', { name: 'Hand it in again' }).click()
    const caption = other.getByLabel('Caption', { exact: true })
    await expect(caption).toHaveValue('Rye from the old mill.')
    await caption.fill('Rye from the old mill. #ad')
    await expect(other.getByText('“#ad” is in the caption.')).toBeVisible()
    const files = other.getByRole('group', { name: 'Files' })
    const pick = files.getByLabel('Add files')
    await pick.setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('No picture.') },
      { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('No picture either.') },
    ])
    const row = (name: string) => files.getByRole('listitem').filter({ hasText: name })
    await expect(row('notes.txt')).toContainText('Choose a PNG, JPEG or WebP picture or a PDF.')
    await expect(row('broken.png')).toContainText('Only PNG, JPEG, WebP and PDF files are taken.')
    await files.getByRole('button', { name: 'Remove notes.txt' }).click()
    await files.getByRole('button', { name: 'Remove broken.png' }).click()
    await pick.setInputFiles(['public/icon-192.png', '../server/demo/storyboard.pdf'])
    await expect(row('icon-192').locator('img')).toBeVisible()
    await expect(row('storyboard.pdf').getByText(/byte|kB/)).toBeVisible()
    await expect.poll(() => other.evaluate(() => Object.values(localStorage).join())).toContain('#ad')
    await other.reload()
    await expect(other.getByText('We kept what you typed last time.')).toBeVisible()
    await expect(row('storyboard.pdf')).toBeVisible()
    await other.getByRole('button', { name: 'Hand in', exact: true }).click()
    await expect(other.getByText('Submitted', { exact: true })).toBeVisible()
  })

  await test.step('the sponsor looks at the files and approves', async () => {
    await page.reload()
    const files = page.getByRole('list', { name: 'Files' })
    await files.getByRole('button', { name: /^Look at icon-192/ }).click()
    await expect(page.getByRole('dialog').locator('img')).toBeVisible()
    await page.getByRole('button', { name: 'Close' }).click()
    const saved = page.waitForEvent('download')
    await files.getByRole('button', { name: 'Download storyboard.pdf' }).click()
    expect((await saved).suggestedFilename()).toBe('storyboard.pdf')
    await expect(page.getByText('Rounds of changes left: 1')).toBeVisible()
    await page.getByRole('button', { name: 'Approve €600' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Approve €600' }).click()
    await expect(page.getByText('Approved', { exact: true })).toBeVisible()
  })

  await test.step('the influencer publishes and is paid', async () => {
    await other.reload()
    await other.getByLabel('Address of the post').fill('https://instagram.com/p/C0ffee')
    await other.getByRole('button', { name: 'Confirm publication' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'Confirm publication' }).click()
    await figure(other, 'Money', 'Released', '€600')
    await expect(other.getByText('Completed', { exact: true }).first()).toBeVisible()
    await expect(other.getByRole('region', { name: 'What happened' })).toContainText(
      'Mira Sand published: Reel on Instagram',
    )
  })

  await test.step('both see what may be used until when, and a rival what was promised', async () => {
    const [here, there] = [page.url(), other.url()]
    await expect(other.getByRole('region', { name: 'Rights' })).toContainText('Paid ads. Where: Germany.')
    await goTo(page, 'Rights')
    await expect(page.getByRole('table')).toContainText('Reel on Instagram')
    await expect(page.getByRole('table')).toContainText('9 days left')
    await page.getByRole('link', { name: 'Exclusivity' }).click()
    await expect(page.getByRole('table')).toContainText(maker.who.name)
    const rival = await sponsor(origin, 'Birch Mill')
    const offer = await invite(rival, (await campaign(rival, 'Rye again')).id, maker, 10_000)
    await other.goto(`/app/ad-requests/${offer.id}`)
    await expect(other.getByText(`You work for “${title}” alone in this niche until`)).toBeVisible()
    await Promise.all([page.goto(here), other.goto(there)])
  })

  await test.step('both rate each other, and see it when both have', async () => {
    const reviews = other.getByRole('region', { name: 'Reviews of this work' })
    await reviews.getByRole('radio', { name: /^5 stars/ }).press('Space')
    await reviews.getByLabel('In your words').fill('Clear brief, paid on the day.')
    await reviews.getByRole('button', { name: 'Send review' }).click()
    await expect(reviews.getByText('Not shown yet')).toBeVisible()
    await page.reload()
    const others = page.getByRole('region', { name: 'Reviews of this work' })
    await others.getByRole('radio', { name: /^4 stars/ }).press('Space')
    await expect(others).not.toContainText('Clear brief')
    await others.getByRole('button', { name: 'Send review' }).click()
    await expect(others).toContainText('Clear brief, paid on the day.')
  })

  await test.step('the influencer has it paid out', async () => {
    await goTo(other, 'Earnings')
    await expect(heading(other, 'Earnings')).toBeVisible()
    await figure(other, 'Balance in EUR', 'Available', '€600')
    await other.getByRole('button', { name: 'Pay out' }).click()
    const account = other.getByRole('dialog', { name: 'Payout account' })
    await account.getByLabel('Account holder').fill('Mira Sand')
    await account.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00')
    await account.getByRole('button', { name: 'Save' }).click()
    const payout = other.getByRole('dialog', { name: 'Pay out your balance' })
    await expect(payout).toContainText('account ending in 3000')
    await payout.getByRole('button', { name: 'Pay out €600' }).click()
    await figure(other, 'Balance in EUR', 'Available', '€0')
    await other.getByRole('link', { name: 'Transactions' }).click()
    await expect(other.getByRole('row', { name: /Paid out/ })).toContainText('−€600')
    await expect(other.getByRole('row', { name: /Earned/ })).toContainText('+€600')
  })

  await test.step('what was earned stands there by month, as an invoice and on the statement', async () => {
    await other.getByRole('link', { name: 'Earned', exact: true }).click()
    await expect(other.getByRole('figure', { name: 'Earned by month in EUR' })).toContainText('€600')
    await other.getByRole('link', { name: 'Invoices' }).click()
    await expect(other.getByRole('row', { name: /INV-000001/ })).toContainText('To Alder Mill')
    const invoice = other.waitForEvent('download')
    await other.getByRole('button', { name: 'Download INV-000001 as PDF' }).click()
    expect((await invoice).suggestedFilename()).toBe('tandem-invoice-INV-000001.pdf')
    await other.getByRole('link', { name: 'Statements' }).click()
    await expect(other.getByRole('row', { name: /Earned/ })).toContainText('+€600')
    const statement = other.waitForEvent('download')
    await other.getByRole('button', { name: 'CSV' }).click()
    expect(readFileSync(await (await statement).path(), 'utf8')).toContain(',release,600.00,600.00,')
    await page.goto('/app/settings?tab=billing')
    await page.getByLabel('Legal name').fill('Alder Mill Ltd')
    await page.getByLabel('Tax number').fill('?')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByText('4 to 30 letters')).toBeVisible()
    await page.getByLabel('Tax number').fill('GB000123456')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByRole('button', { name: 'Remove' })).toBeVisible()
  })
})

test('a card is declined, lacks funds, is refused and then confirmed at the bank', async ({
  page,
  origin,
}) => {
  const payer = await sponsor(origin, 'Birch Press')
  await enter(page, payer)
  await goTo(page, 'Wallet')
  await expect(heading(page, 'Wallet')).toBeVisible()
  const payIn = page.getByRole('main').getByRole('button', { name: 'Pay in' })
  await payIn.click()
  const dialog = page.getByRole('dialog', { name: 'Pay in' })
  const number = dialog.getByLabel('Card number', { exact: true })
  await dialog.getByLabel('Amount', { exact: true }).fill('250')
  await payWith(page, '4000000000000002', 'Pay in €250')
  await expect(number).toHaveAccessibleDescription(/The card was declined/)
  await expect(number).toBeFocused()
  await payWith(page, '4000000000009995', 'Pay in €250')
  await expect(number).toHaveAccessibleDescription(/insufficient funds/)

  await payWith(page, '4000002500003155', 'Pay in €250')
  const bank = page.getByRole('dialog', { name: 'Your bank asks' })
  await bank.getByRole('button', { name: 'Refuse' }).click()
  await expect(page.getByText('The payment was not confirmed with your bank.')).toBeVisible()
  await expect(bank).toBeHidden()

  await payIn.click()
  await dialog.getByLabel('Amount', { exact: true }).fill('250')
  await payWith(page, '4000002500003155', 'Pay in €250')
  await bank.getByRole('button', { name: 'Confirm €250' }).click()
  await figure(page, 'Balance in EUR', 'Available', '€250')

  await page.getByRole('link', { name: 'Payments', exact: true }).click()
  await expect(page.getByRole('row', { name: /Deposit/ })).toHaveCount(4)
  await expect(page.getByText('Failed', { exact: true })).toHaveCount(3)
  await page.getByRole('button', { name: 'Withdraw' }).click()
  const back = page.getByRole('dialog', { name: 'Withdraw your balance' })
  await back.getByLabel('Amount', { exact: true }).fill('300')
  await back.getByRole('button', { name: /^Withdraw/ }).click()
  await expect(back.getByText('More than the €250 available.')).toBeVisible()
  await back.getByLabel('Amount', { exact: true }).fill('100')
  await back.getByRole('button', { name: 'Withdraw €100' }).click()
  await figure(page, 'Balance in EUR', 'Available', '€150')
})

test('an admin decides a dispute', async ({ page, another, origin }) => {
  const payer = await sponsor(origin, 'Cedar Hall')
  const maker = await influencer(origin, 'Noor Haddad')
  const title = `Late bread ${payer.who.username}`
  const work = await funded(payer, maker, title, 100_000)

  await test.step('the influencer opens it', async () => {
    await enter(page, maker)
    await page.goto(`/app/collaborations/${work.id}`)
    await page.getByRole('button', { name: 'Ask an admin to decide' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('What went wrong?').fill('The parcel never came.')
    await dialog.getByRole('button', { name: 'Open dispute' }).click()
    await expect(page.getByText('Waiting for An admin')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Dispute' })).toContainText('The parcel never came.')
  })

  const judge = await another()
  await test.step('the admin sees the evidence and splits', async () => {
    await signIn(judge, ADMIN.login, ADMIN.password)
    await goTo(judge, 'Disputes')
    await expect(heading(judge, 'Disputes')).toBeVisible()
    await judge
      .getByRole('link', { name: new RegExp(payer.who.name) })
      .first()
      .click()
    await expect(heading(judge, title)).toBeVisible()
    await judge.getByLabel(`Percent for ${maker.who.name}`).fill('60')
    await expect(judge.getByText('€400', { exact: true })).toBeVisible()
    await judge.getByLabel('Why', { exact: true }).fill('Half of the work was done.')
    await judge.getByRole('button', { name: 'Decide', exact: true }).click()
    const sure = judge.getByRole('dialog')
    await expect(sure).toContainText(`€600 goes to ${maker.who.name} and €400 back to ${payer.who.name}`)
    await sure.getByRole('button', { name: 'Decide' }).click()
    await expect(judge.getByText('Decided: what was left is split')).toBeVisible()
  })

  await test.step('both see it, and the money has moved', async () => {
    await page.reload()
    await expect(page.getByText('Half of the work was done.').first()).toBeVisible()
    await figure(page, 'Money', 'Released', '€600')
    await figure(page, 'Money', 'Gone back', '€400')
    await goTo(page, 'Earnings')
    await figure(page, 'Balance in EUR', 'Available', '€600')
  })
})

test('a sponsor asks to end it, and the influencer goes on', async ({ page, another, origin }) => {
  const payer = await sponsor(origin, 'Dill Farm')
  const maker = await influencer(origin, 'Ada Brook')
  const title = `Herbs ${payer.who.username}`
  const work = await funded(payer, maker, title, 30_000)
  await enter(page, payer)
  await page.goto(`/app/collaborations/${work.id}`)
  await page.getByRole('button', { name: 'End it early' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Nothing was handed in yet')
  await expect(dialog).toContainText(`Back to ${payer.who.name}€300`)
  await dialog.getByLabel('Reason', { exact: true }).fill('The harvest failed.')
  await dialog.getByRole('button', { name: 'Ask to end it' }).click()
  await expect(page.getByRole('heading', { name: `${payer.who.name} wants to end it` })).toBeVisible()

  const other = await another()
  await enter(other, maker)
  await other.goto(`/app/collaborations/${work.id}`)
  await expect(other.getByText('The harvest failed.').first()).toBeVisible()
  await other.getByRole('button', { name: 'Go on with the work' }).click()
  await expect(other.getByRole('button', { name: 'Hand it in' })).toBeVisible()
})

test('a move that comes too late is told, and the page shows what is there now', async ({ page, origin }) => {
  const payer = await sponsor(origin, 'Elm Yard')
  const maker = await influencer(origin, 'Lina Moor')
  const work = await funded(payer, maker, `Late ${payer.who.username}`, 20_000)
  const [part] = (await maker.get<{ deliverables: { id: string }[] }>(`/collaborations/${work.id}`))
    .deliverables
  await enter(page, maker)
  await page.goto(`/app/collaborations/${work.id}`)
  await page.getByRole('button', { name: 'Hand it in' }).click()
  await page.getByLabel('Caption', { exact: true }).fill('Too late. #ad')
  await maker.post(`/collaborations/${work.id}/deliverables/${part?.id}/submit`, { caption: 'First. #ad' })
  await page.getByRole('button', { name: 'Hand in', exact: true }).click()
  await expect(page.getByText(/this deliverable has changed meanwhile/).first()).toBeVisible()
  await expect(page.getByText('First. #ad')).toBeVisible()
  await expect(page.getByText('Submitted', { exact: true })).toBeVisible()
})
