import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const NOUNS = readdirSync(join(import.meta.dirname, '../../src/i18n/locales/en')).map((file) =>
  file.replace('.json', ''),
)
const KEY = new RegExp(`(?:^|[\\s(“"])(?:${NOUNS.join('|')})\\.[a-z_][\\w.-]+`, 'm')

/** All that was asked for is there: words, fonts and pictures. */
export async function settled(page: Page, name: string): Promise<void> {
  await expect.soft(page.getByRole('heading', { level: 1 }).first(), `${name}: its heading`).toBeVisible()
  await expect
    .soft(page.locator('[aria-busy=true]').filter({ visible: true }), `${name}: still loading`)
    .toHaveCount(0)
  await page.evaluate(async () => {
    await document.fonts.ready
    const shown = [...document.images].filter((image) => image.loading !== 'lazy')
    await Promise.all(shown.map((image) => image.decode().catch(() => undefined)))
  })
}

/** What no screen may have: words that are keys, a page wider than its window. Goes on, so that one run names them all. */
export async function soundLayout(page: Page, name: string): Promise<void> {
  expect
    .soft(KEY.exec(await page.locator('body').innerText())?.[0], `${name}: a key instead of a text`)
    .toBeUndefined()
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const sticksOut = (element: Element) => {
      const { left, right } = element.getBoundingClientRect()
      return right > clientWidth + 1 || left < -1
    }
    const elements = [...document.querySelectorAll('main *')].filter(sticksOut)
    return scrollWidth > clientWidth
      ? elements.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))
      : undefined
  })
  expect.soft(sideways, `${name} scrolls sideways`).toBeUndefined()
}

/** Runs axe, all of its rules for us or only the named ones. */
export async function accessible(page: Page, name: string, rules?: string[]): Promise<void> {
  // A mail that is shown is not ours to judge, and axe cannot run where scripts are shut out. There are no other frames, so
  // the mode without a page of its own for them is enough, in half the time.
  const builder = new AxeBuilder({ page })
    .exclude('iframe')
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
  const { violations } = await (rules ? builder.withRules(rules) : builder.withTags(TAGS)).analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  )
  expect.soft(found, `${name}: axe`).toEqual([])
}
