import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, request } from '@playwright/test'

/** An instance of our own with the demo world in it. */
export interface Demo {
  baseURL: string
  /** Username and password by role, as the command names them. */
  logins: Record<string, { login: string; password: string }>
  stop: () => void
}

const ADMIN_PASSWORD = 'five amber lamps by the river 7'

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The environment without settings of whoever runs the tests: their database is not for us. */
const clean = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TANDEM_')))

export async function startDemo(): Promise<Demo> {
  const binary = process.env.TANDEM_BIN
  if (!binary) throw new Error('TANDEM_BIN must name the program; `cargo xtask test e2e` sets it')
  const cwd = mkdtempSync(join(tmpdir(), 'tandem-demo-'))
  const port = await freePort()
  const baseURL = `http://127.0.0.1:${port}`
  const env = {
    ...clean(),
    TANDEM_DATA_DIR: join(cwd, 'data'),
    TANDEM_LISTEN: `127.0.0.1:${port}`,
    TANDEM_RATE_LIMITS: 'off',
    TANDEM_ADMIN_PASSWORD: ADMIN_PASSWORD,
  }
  execFileSync(binary, ['demo'], { cwd, env, stdio: 'pipe' })
  const server = spawn(binary, ['serve'], { cwd, env, stdio: 'ignore' })
  const stop = () => {
    server.kill()
    rmSync(cwd, { recursive: true, force: true })
  }
  const context = await request.newContext({ baseURL })
  await expect(async () => expect((await context.get('/readyz')).ok()).toBe(true)).toPass({ timeout: 30_000 })
  const rows = readFileSync(join(cwd, 'data/demo-logins.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(/\s{2,}/))
  const logins = Object.fromEntries(
    rows.map(([role = '', login = '', password = '']) => [role, { login, password }]),
  )
  logins.admin = { login: 'admin', password: ADMIN_PASSWORD }
  return { baseURL, logins, stop }
}
