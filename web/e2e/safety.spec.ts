import { influencer, sponsor } from './support/api'
import { ADMIN, goTo, signIn } from './support/people'
import { expect, test, type Locator } from './support/test'

test('what is reported is flagged, contested, decided and found again', async ({ page, another, origin }) => {
  test.slow()
  const [{ who }, { who: reporter }] = [
    await influencer(origin, 'Vera Lund'),
    await sponsor(origin, 'Mill & Meadow'),
  ]
  const visitor = await another()
  // Guests may be shown a list as it was five seconds ago.
  const finds = (what: Locator) =>
    expect(async () => {
      await visitor.goto(`/influencers?q=${who.username}`)
      await expect(what).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 20_000 })
  const found = visitor.getByRole('link', { name: who.name })
  await finds(found)

  const mill = await another()
  await signIn(mill, reporter.username, reporter.password)
  await mill.goto(`/app/influencers/${who.username}`)
  await mill.getByRole('main').getByRole('button', { name: 'Actions' }).click()
  await mill.getByRole('menuitem', { name: 'Report' }).click()
  const reporting = mill.getByRole('dialog', { name: 'Report this?' })
  await reporting.getByLabel('What is wrong').selectOption('other')
  await reporting.getByRole('button', { name: 'Send report' }).click()
  await expect(reporting.getByText('Say what is wrong.')).toBeVisible()
  await reporting.getByLabel('What happened').fill('Half of the followers came overnight.')
  await reporting.getByRole('button', { name: 'Send report' }).click()
  await expect(mill.getByText('Thank you. An admin looks at it')).toBeVisible()

  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Reports')
  await page.getByRole('searchbox', { name: 'Title, words or name' }).fill(who.username)
  await page.getByRole('link', { name: who.name }).click()
  await expect(page.getByText('Half of the followers came overnight.')).toBeVisible()
  await page.getByLabel('Flagged', { exact: true }).check()
  await page.getByRole('button', { name: 'Decide' }).click()
  await expect(page.getByText('This is needed.').first()).toBeVisible()
  await page.getByLabel('Note').fill('Figures do not match the channel.')
  await page.getByRole('button', { name: 'Decide' }).click()
  await expect(page.getByText('Decided. Everybody who reported it is told.')).toBeVisible()
  await finds(visitor.getByRole('heading', { name: 'No influencers found' }))
  await mill.goto('/app/notifications')
  await expect(mill.getByText(`Thank you for reporting “${who.name}”`)).toBeVisible()

  const vera = await another()
  await signIn(vera, who.username, who.password)
  await expect(vera.getByText('Your account is flagged')).toBeVisible()
  await expect(vera.getByText('Reason: Figures do not match the channel.')).toBeVisible()
  await vera.getByRole('button', { name: 'Contest the flag' }).click()
  await vera.getByLabel('Why the flag is wrong').fill('A television show mentioned me that evening.')
  await vera.getByRole('button', { name: 'Send answer' }).click()
  await expect(vera.getByText('If no admin decides in time, it is lifted.')).toBeVisible()

  await goTo(page, 'Reports')
  await page.getByRole('link', { name: 'Contested flags' }).click()
  const row = page.getByRole('row').filter({ hasText: who.username })
  await row.getByRole('button', { name: 'Decide' }).click()
  const deciding = page.getByRole('dialog', { name: who.name })
  await expect(deciding.getByText('A television show mentioned me that evening.')).toBeVisible()
  await deciding.getByRole('button', { name: 'Lift the flag' }).click()
  await expect(page.getByText('The flag is lifted, and the owner is told.')).toBeVisible()
  await finds(found)
  await vera.reload()
  await expect(vera.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(vera.getByText('Your account is flagged')).toHaveCount(0)

  await goTo(page, 'Audit log')
  await expect(page.getByText('every entry stands as it was written')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Action, name, words or id' }).fill(who.username)
  const entry = page.getByRole('listitem').filter({ hasText: 'user.unflag' })
  await entry.getByText('user.unflag').click()
  await expect(entry.getByRole('row').filter({ hasText: 'flagged' })).toContainText('truefalse')
})

test('many accounts are moderated at once', async ({ page, origin }) => {
  const [first, second] = [await influencer(origin, 'Ilse Brook'), await influencer(origin, 'Nils Brook')]
  await signIn(page, ADMIN.login, ADMIN.password)
  await goTo(page, 'Users')
  await page.getByRole('searchbox', { name: 'Name, username or e-mail' }).fill('Brook')
  for (const { who } of [first, second]) await page.getByLabel(`Select ${who.name}`).first().check()
  const bar = page.getByRole('group', { name: 'Selected accounts' })
  await bar.getByRole('button', { name: 'Flag' }).click()
  const asked = page.getByRole('dialog', { name: 'Flag: 2 accounts?' })
  await asked.getByRole('button', { name: 'Flag' }).click()
  await expect(asked.getByText('Write why, since they are told.')).toBeVisible()
  await asked.getByLabel('Reason').fill('The same text, word for word.')
  await asked.getByLabel('Ends after').selectOption('30')
  await asked.getByRole('button', { name: 'Flag' }).click()
  await expect(page.getByText('Done for 2 accounts.')).toBeVisible()
  await page
    .getByRole('button', { name: `Manage ${first.who.name}` })
    .first()
    .click()
  await page.getByRole('dialog', { name: first.who.name }).getByRole('button', { name: 'Lift flag' }).click()
  await page
    .getByRole('dialog', { name: /Lift the flag/ })
    .getByRole('button', { name: 'Lift flag' })
    .click()
  await expect(page.getByText(`The flag of ${first.who.name} is lifted.`)).toBeVisible()
})
