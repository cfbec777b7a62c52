import { expect, type Page } from '@playwright/test'

export type Side = 'sponsor' | 'influencer'

export interface Person {
  role: Side
  name: string
  username: string
  email: string
  password: string
}

export const ADMIN = { login: 'admin', password: process.env.TANDEM_ADMIN_PASSWORD ?? '' }

let count = 0

/** Somebody new, whom no other test and no earlier run against the same server knows. */
export function person(role: Side, name: string): Person {
  count += 1
  const username = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${Date.now().toString(36)}${count}`
  return { role, name, username, email: `${username}@example.com`, password: `${username} likes rain` }
}

/** Registers through the form, and arrives in the app. */
export async function signUp(page: Page, who: Person): Promise<void> {
  await page.goto(`/sign-up?role=${who.role}`)
  const named = { sponsor: 'Name of your company or yours', influencer: 'Name that people know you by' }
  await page.getByLabel(named[who.role]).fill(who.name)
  await page.getByLabel('Username').fill(who.username)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByLabel('I have read the').check()
  await page.getByLabel('I am of legal age').check()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/app$/)
}

/** Fills the form of the sign-in page that is open, and sends it. */
export async function fillSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('Username or e-mail').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in, at the instance that all tests share unless another is named. */
export async function signIn(page: Page, login: string, password: string, origin = ''): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await fillSignIn(page, login, password)
  await expect(page).toHaveURL(/\/app/)
}

/** Leads to a page by the frame's own menu. */
export const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
