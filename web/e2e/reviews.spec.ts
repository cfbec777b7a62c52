import { completed, influencer, sponsor } from './support/api'
import { accessible, settled, soundLayout } from './support/looks'
import { signIn } from './support/people'
import { expect, test, type Page } from './support/test'

const panel = (page: Page) => page.getByRole('region', { name: 'Reviews of this work' })

test('each side rates the other, and neither reads the other’s first', async ({ page, another, origin }) => {
  test.setTimeout(120_000)
  const payer = await sponsor(origin, 'Cedar Mill')
  const maker = await influencer(origin, 'Lena Fields')
  const work = await completed(payer, maker, `Flour ${payer.who.username}`, 60_000)
  const path = `/app/collaborations/${work.id}`
  const other = await another()

  await test.step('the sponsor chooses stars by keyboard and writes', async () => {
    await signIn(page, payer.who.username, payer.who.password)
    await page.goto(path)
    await expect(panel(page)).toContainText('sees your review once both of you have written one')
    await panel(page).getByRole('button', { name: 'Send review' }).click()
    await expect(panel(page)).toContainText('Choose one to five stars.')
    const stars = panel(page).getByRole('group', { name: `How was working with ${maker.who.name}?` })
    await expect(stars.getByRole('radio').first()).toBeFocused()
    for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await expect(stars.getByRole('radio', { name: '4 stars: Good' })).toBeChecked()
    await panel(page).getByLabel('In your words').fill('On time, and the reel is lovely.')
    await settled(page, 'rating')
    await accessible(page, 'rating')
    await panel(page).getByRole('button', { name: 'Send review' }).click()
    await expect(panel(page)).toContainText('Not shown yet')
    await expect(panel(page)).toContainText(`It is shown once ${maker.who.name} has written one too`)
  })

  await test.step('nobody else sees it yet', async () => {
    await signIn(other, maker.who.username, maker.who.password)
    await other.goto(path)
    await expect(panel(other).getByRole('button', { name: 'Send review' })).toBeVisible()
    await expect(panel(other)).not.toContainText('On time, and the reel is lovely.')
    await other.goto(`/influencers/${maker.who.username}`)
    await expect(other.getByText('No reviews yet.')).toBeVisible()
  })

  await test.step('the influencer answers, and both are shown', async () => {
    await other.goto(path)
    await panel(other).getByRole('radio', { name: '5 stars: Excellent' }).check({ force: true })
    await panel(other).getByRole('button', { name: 'Send review' }).click()
    await expect(panel(other)).toContainText('On time, and the reel is lovely.')
    await expect(panel(other).getByRole('img', { name: '5 of 5' })).toBeVisible()
    await expect(panel(other)).not.toContainText('Not shown yet')
  })

  await test.step('public pages carry it, and how each side conducts itself', async () => {
    const guest = await another()
    await guest.goto(`/influencers/${maker.who.username}`)
    const reviews = guest.getByRole('region', { name: 'Reviews', exact: true })
    await expect(reviews).toContainText('1 review')
    await expect(reviews.getByRole('listitem')).toContainText(payer.who.name)
    await expect(reviews.getByRole('img', { name: '4 of 5' }).first()).toBeVisible()
    const conduct = guest.getByRole('region', { name: 'Conduct' })
    await expect(conduct).toContainText('On time 100%')
    await expect(conduct).toContainText('1 deliverable')
    await conduct.getByText('How this is computed').click()
    await expect(conduct.getByText('first handed in by their due date')).toBeVisible()
    await settled(guest, 'reviewed')
    await soundLayout(guest, 'reviewed')
    await accessible(guest, 'reviewed')
    await guest.goto(`/sponsors/${payer.who.username}`)
    await expect(guest.getByRole('region', { name: 'Reviews', exact: true })).toContainText('1 review')
    await expect(guest.getByRole('region', { name: 'Conduct' })).toContainText('Pays within 1 day')
  })

  await test.step('and so does one’s own profile', async () => {
    await other.goto('/app/profile')
    const reviews = other.getByRole('region', { name: 'Reviews', exact: true })
    await expect(reviews.getByRole('listitem')).toContainText('On time, and the reel is lovely.')
  })
})
