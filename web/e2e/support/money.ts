import { expect, type Page } from '@playwright/test'

/** Types a card into the dialog that is open and sends it. */
export async function payWith(page: Page, number: string, verb: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Pay in' })
  await dialog.getByLabel('Card number', { exact: true }).fill(number)
  await dialog.getByLabel('Good until', { exact: true }).fill('12/30')
  await dialog.getByLabel('Check number', { exact: true }).fill('123')
  await dialog.getByRole('button', { name: verb, exact: true }).click()
}

/** One of the figures at the head of a collaboration or wallet: "In escrow" reads "€600". */
export async function figure(page: Page, region: string, name: string, value: string): Promise<void> {
  const row = page.getByRole('region', { name: region, exact: true }).locator('dl > div')
  await expect(row.filter({ hasText: name })).toHaveText(`${name}${value}`)
}
