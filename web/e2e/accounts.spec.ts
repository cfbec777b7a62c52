import { createHmac } from 'node:crypto'
import { admin, influencer } from './support/api'
import { mailedLink } from './support/mail'
import { fillSignIn, person, signIn, signUp } from './support/people'
import { expect, test } from './support/test'

test('a deep link leads through the sign-in and back, and a wrong password is told', async ({
  page,
  origin,
}) => {
  const { who } = await influencer(origin, 'Deniz Kaya')
  await page.goto('/app/settings?tab=security')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await fillSignIn(page, who.username, 'not the password')
  await expect(page.getByRole('alert')).toContainText('The name or the password is wrong.')
  await expect(page.getByLabel('Username or e-mail')).toHaveValue(who.username)
  await fillSignIn(page, who.email, who.password)
  await expect(page).toHaveURL(/\/app\/settings\?tab=security$/)
  await expect(page.getByText(`Now: ${who.email}`)).toBeVisible()
  await page.reload()
  await expect(page.getByText(`Now: ${who.email}`)).toBeVisible()
})

test('signing out leaves nothing open', async ({ page, origin }) => {
  const { who } = await influencer(origin, 'Pia Roth')
  await signIn(page, who.username, who.password)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible()
  await page.goto('/app')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('a forgotten password is set anew by mail', async ({ page, another, origin }) => {
  const { who } = await influencer(origin, 'Jun Mori')
  const elsewhere = await another()
  await signIn(elsewhere, who.username, who.password)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  // The sign-in page has a field of nearly that name.
  await page.getByLabel('E-mail', { exact: true }).fill(who.email)
  await page.getByRole('button', { name: 'Send link' }).click()
  await expect(page.getByRole('heading', { name: 'Look into your inbox' })).toBeVisible()
  const link = await mailedLink(who.email, '/reset-password')
  const next = 'nine slow herons at dawn'
  await page.goto(link)
  await page.getByLabel('New password', { exact: true }).fill(next)
  await page.getByRole('button', { name: 'Set password' }).click()
  await expect(page.getByText('Your new password is set.')).toBeVisible()
  await fillSignIn(page, who.username, who.password)
  await expect(page.getByRole('alert')).toContainText('The name or the password is wrong.')
  await fillSignIn(page, who.username, next)
  await expect(page).toHaveURL(/\/app$/)
  await expect(elsewhere).toHaveURL(/\/sign-in/)
  await elsewhere.goto(link)
  await elsewhere.getByLabel('New password', { exact: true }).fill('another ten slow herons')
  await elsewhere.getByRole('button', { name: 'Set password' }).click()
  await expect(elsewhere.getByRole('link', { name: 'Ask for a new link' })).toBeVisible()
})

test('ending the other sessions signs them out', async ({ page, another, origin }) => {
  const { who } = await influencer(origin, 'Lea Franke')
  const other = await another()
  await signIn(other, who.username, who.password)
  await signIn(page, who.username, who.password)
  await page.goto('/app/settings?tab=sessions')
  await expect(page.getByText('This browser')).toBeVisible()
  await page.getByRole('button', { name: 'End all others' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
  await expect(page.getByText('All other sessions have ended.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'End', exact: true })).toHaveCount(0)
  // It hears of it at once.
  await expect(other).toHaveURL(/\/sign-in/)
})

/** What an authenticator app shows for that secret (RFC 6238), that many steps of 30 seconds from now. */
function shown(secret: string, later = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const mac = createHmac('sha1', key).update(step).digest()
  const code = (mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000
  return String(code).padStart(6, '0')
}

test('a second factor is asked for, a recovery code replaces it, and the account is closed for good', async ({
  page,
  origin,
}) => {
  const { who } = await influencer(origin, 'Nia Oduya')
  await signIn(page, who.username, who.password)
  await page.goto('/app/settings?tab=security')
  await page.getByRole('button', { name: 'Set up a second factor' }).click()
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible()
  const secret = (await page.getByRole('dialog').getByRole('code').textContent()) ?? ''
  await page.getByLabel('Code', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByText('The code is wrong or was used already.')).toBeVisible()
  await page.getByLabel('Code', { exact: true }).fill(shown(secret))
  await page.getByRole('button', { name: 'Turn on' }).click()
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('code').allTextContents()
  expect(new Set(codes).size).toBe(10)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes left')).toBeVisible()

  // The code of the set-up is spent, that of the next step is forgiven already.
  for (const code of [shown(secret, 1), codes[0] ?? '']) {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible()
    await page.goto('/sign-in')
    await fillSignIn(page, who.username, who.password)
    await expect(page.getByLabel('Code', { exact: true })).toBeFocused()
    await page.getByLabel('Code', { exact: true }).fill(code)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/app$/)
  }

  await page.goto('/app/settings?tab=privacy')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toMatch(/^tandem-.*\.zip$/)
  await page.getByRole('button', { name: 'Close account' }).click()
  await page.getByLabel(`Type ${who.username} to confirm`).fill('somebody')
  await page.getByLabel('Current password').fill(who.password)
  await page.getByLabel('Code', { exact: true }).fill(codes[1] ?? '')
  await page.getByRole('button', { name: 'Close for good' }).click()
  await expect(page.getByText('This is not your username.')).toBeVisible()
  await page.getByLabel(`Type ${who.username} to confirm`).fill(who.username)
  await page.getByRole('button', { name: 'Close for good' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible()
  await page.goto('/sign-in')
  await fillSignIn(page, who.username, who.password)
  await expect(page.getByRole('alert')).toContainText('The name or the password is wrong.')
})

test('who is suspended is out at the next step', async ({ page, origin }) => {
  const { who, id } = await influencer(origin, 'Tom Vale')
  await signIn(page, who.username, who.password)
  await (await admin(origin)).post(`/admin/users/${id}/suspend`, { reason: 'Bought followers.' })
  await page.getByRole('link', { name: 'Discover' }).click()
  await expect(page).toHaveURL(/\/sign-in\?ended=1/)
  await expect(page.getByText('Your session has ended.')).toBeVisible()
  await fillSignIn(page, who.username, who.password)
  await expect(page.getByRole('alert')).toBeVisible()
})

test('registering names every fault beside its field', async ({ page }) => {
  const who = person('influencer', 'Ada Quill')
  await page.goto('/sign-up?role=influencer')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('alert')).toContainText('fields need your attention')
  await expect(page.getByLabel('Name that people know you by')).toBeFocused()
  await signUp(page, who)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible()
  await page.goto('/sign-up')
  await page.getByLabel('Name of your company or yours').fill('Somebody else')
  await page.getByLabel('Username').fill(who.username)
  await page.getByLabel('E-mail').fill(`another-${who.email}`)
  await page.getByLabel('Password', { exact: true }).fill('nine slow herons')
  await page.getByLabel('I have read the').check()
  await page.getByLabel('I am of legal age').check()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('This is taken. Choose another one.')).toBeVisible()
  await expect(page.getByLabel('Username')).toBeFocused()
  await page.getByLabel('E-mail').fill('not an address')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('Write an address such as')).toBeVisible()
})
