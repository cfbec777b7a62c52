import { campaign, influencer, invite, sponsor, terms } from './support/api'
import { accessible, settled, soundLayout } from './support/looks'
import { expect, test } from './support/test'

test('anybody verifies an agreement by its link', async ({ page, origin }) => {
  const payer = await sponsor(origin, 'Linden Mill')
  const maker = await influencer(origin, 'Ada Brook')
  const { id } = await campaign(payer, `Sealed ${payer.who.username}`)
  const offer = await invite(payer, id, maker, 60_000)
  await maker.post(`/ad-requests/${offer.id}/counter`, { terms: terms(70_000), message: '' })
  const accepted = await payer.post<{ collaboration_id: string }>(`/ad-requests/${offer.id}/accept`, {
    revision: 2,
  })
  const work = await payer.get<{ agreement_code: string }>(`/collaborations/${accepted.collaboration_id}`)

  await test.step('the verdict, the chain and the seal', async () => {
    await page.goto(`/agreements/${work.agreement_code}`)
    await expect(page.getByRole('heading', { level: 1, name: 'This agreement is intact' })).toBeVisible()
    const versions = page.getByRole('region', { name: 'Versions of the terms' }).getByRole('listitem')
    await expect(versions).toHaveCount(2)
    await expect(versions.first()).toContainText('By the sponsor')
    await expect(versions.last()).toContainText('By the influencer')
    await expect(versions.last()).toContainText('Accepted')
    const proof = await payer.get<{ signature: string }>(`/agreements/${work.agreement_code}`)
    await expect(page.getByRole('region', { name: 'Signature' })).toContainText(proof.signature)
  })

  await test.step('it says nothing of names and money', async () => {
    const shown = await page.locator('body').innerText()
    for (const secret of [payer.who.name, maker.who.name, '€']) expect(shown).not.toContain(secret)
  })

  await test.step('a hash is copied whole', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const { hash } = await payer.get<{ hash: string }>(`/agreements/${work.agreement_code}`)
    await page.getByRole('button', { name: 'Copy: Hash of the agreement' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hash)
  })

  await test.step('it is sound on a phone, light and dark', async () => {
    await page.setViewportSize({ width: 390, height: 2400 })
    await settled(page, 'proof')
    await soundLayout(page, 'proof')
    await accessible(page, 'proof')
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page, 'proof, dark', ['color-contrast'])
  })

  await test.step('a code that nobody gave out', async () => {
    await page.goto('/agreements/not-a-code')
    await expect(page.getByRole('heading', { level: 1, name: 'No agreement has this code' })).toBeVisible()
  })
})
