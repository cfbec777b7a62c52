import { mount, RouterLinkStub } from '@vue/test-utils'
import { beforeAll, expect, it } from 'vitest'
import type { Job } from '@/api'
import { i18n, loadTexts } from '@/i18n'
import JobTable from './JobTable.vue'

const job = (more: Partial<Job>): Job => ({
  id: 'one',
  kind: 'send-mail',
  key: null,
  state: 'ready',
  priority: 0,
  run_at: '2026-11-21T10:00:00Z',
  attempts: 1,
  max_attempts: 5,
  last_error: null,
  progress: null,
  created_at: '2026-11-21T09:00:00Z',
  finished_at: null,
  actions: [],
  ...more,
})
const mounted = (row: Job) =>
  mount(JobTable, {
    props: { rows: [row], busy: false },
    global: { plugins: [i18n], stubs: { RouterLink: RouterLinkStub } },
  })

beforeAll(() => loadTexts(['jobs']))

it('offers what the server allows, and nothing else', async () => {
  const dead = job({ state: 'dead', actions: ['retry'], last_error: 'refused: 550' })
  const table = mounted(dead)
  expect(table.text()).toContain('refused: 550')
  const button = table.findAll('button').find((one) => one.text() === 'Retry')
  await button?.trigger('click')
  expect(table.emitted('retry')).toEqual([[dead]])
  expect(mounted(job({ state: 'done' })).text()).not.toMatch(/Retry|Cancel/)
  expect(mounted(job({ actions: ['cancel'] })).text()).toContain('Cancel job')
})

it('shows how far a running one is, when it tells', () => {
  const bar = (row: Job) => mounted(row).find('[role=progressbar]')
  const known = bar(job({ state: 'running', progress: { done: 1, total: 4 } }))
  expect(known.attributes('aria-valuenow')).toBe('25')
  const open = bar(job({ state: 'running', progress: { done: 1, total: 0 } }))
  expect(open.attributes('aria-valuenow')).toBeUndefined()
  expect(bar(job({ state: 'running' })).exists()).toBe(false)
})
