import { expect, test as base, type BrowserContext, type Locator, type Page } from '@playwright/test'

/** Playwright brings a script of its own into every frame; the one that shows mails lets none run. */
const SHUT_OUT = /^Blocked script execution in .* frame is sandboxed/

/** What went wrong in any page of a context: errors on the console, uncaught ones, refusals of the page's own policy. */
export function watch(context: BrowserContext): string[] {
  const faults: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' && !SHUT_OUT.test(message.text()))
      faults.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  return faults
}

/** Chromium reports each refused request, and each while there is no connection; where a test provokes one, it is no fault. */
const REFUSED =
  /^Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_INTERNET_DISCONNECTED)/

interface Fixtures {
  /** Where the instance is. */
  origin: string
  /** A page in a browser of its own: another person. */
  another: () => Promise<Page>
}

/** Every test fails on what the console calls an error. */
export const test = base.extend<Fixtures>({
  origin: ({ baseURL }, use) => use(baseURL ?? ''),
  page: async ({ page, context }, use) => {
    const faults = watch(context)
    await use(page)
    expect(faults.filter((fault) => !REFUSED.test(fault))).toEqual([])
  },
  another: async ({ browser, contextOptions }, use) => {
    const opened: { context: BrowserContext; faults: string[] }[] = []
    await use(async () => {
      const context = await browser.newContext(contextOptions)
      opened.push({ context, faults: watch(context) })
      return context.newPage()
    })
    for (const { context, faults } of opened) {
      expect(faults.filter((fault) => !REFUSED.test(fault))).toEqual([])
      await context.close()
    }
  },
})

export { expect }
export type { Locator, Page }
