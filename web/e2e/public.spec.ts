import { campaign, influencer, sponsor } from './support/api'
import { expect, test } from './support/test'

const meta = (html: string, name: string) =>
  new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1] ?? ''

test('public pages carry their content before any script runs, and show it after', async ({
  page,
  request,
  origin,
}) => {
  const brand = await sponsor(origin, 'Salt Ceramics')
  const maker = await influencer(origin, 'Noor Amir')
  const { id } = await campaign(brand, `Cups ${brand.who.username}`)
  const pages = [
    { path: '/', heading: /./, text: 'Tandem' },
    { path: '/campaigns', heading: /campaigns/i, text: `Cups ${brand.who.username}` },
    { path: `/campaigns/${id}`, heading: `Cups ${brand.who.username}`, text: 'show how the flour is milled' },
    { path: '/influencers', heading: /influencers/i, text: maker.who.name },
    { path: `/influencers/${maker.who.username}`, heading: maker.who.name, text: 'bakes rye bread' },
    { path: `/sponsors/${brand.who.username}`, heading: brand.who.name, text: `Cups ${brand.who.username}` },
  ]
  for (const { path, heading, text } of pages) {
    await test.step(path, async () => {
      const answer = await request.get(path)
      expect(answer.status()).toBe(200)
      const html = await answer.text()
      expect(/<title>([^<]+)<\/title>/.exec(html)?.[1]?.trim()).toBeTruthy()
      expect(meta(html, 'description')).not.toBe('')
      expect(meta(html, 'og:title')).not.toBe('')
      expect(meta(html, 'og:description')).not.toBe('')
      const data = /<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1]
      expect(JSON.parse(data ?? '{}')).toHaveProperty('@type')
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
      await expect(page.getByText(text).first()).toBeVisible()
    })
  }
})

test('what is not there is said so', async ({ page }) => {
  const paths = ['/nothing/here', '/campaigns/0197b1c0-0000-7000-8000-000000000000', '/influencers/nobody-x']
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(path)
      const title = page.getByRole('heading', { level: 1, name: /This page does not exist|This is not here/ })
      await expect(title).toBeVisible()
    })
  }
})
