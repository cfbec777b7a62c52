import { defineConfig } from '@playwright/test'

/** The address of a running instance; `cargo xtask test e2e` starts one and sets it. */
const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // The files run side by side, each with people of its own.
  workers: 2,
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL,
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    },
  },
})
