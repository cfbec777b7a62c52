import { useQuery, useQueryCache } from '@pinia/colada'
import { api, ask, type Job, type JobState } from '@/api'
import { usePages } from '@/lib/usePages'
import { usePolling } from '@/lib/usePolling'

export const STATES: JobState[] = ['ready', 'running', 'done', 'dead', 'cancelled']
const BUSY = 2_000
const QUIET = 15_000

/** The counts, the schedules and the jobs that fit; followed closely while something runs. */
export function useJobs(filter: () => { state: string; kind: string }) {
  const cache = useQueryCache()
  const summary = useQuery({
    key: ['admin', 'jobs', 'summary'],
    query: ({ signal }) => ask(api.GET('/admin/jobs/summary', { signal })),
  })
  const list = usePages<Job>({
    key: () => ['admin', 'jobs', 'list', filter()],
    page: (cursor, signal) => {
      const { state, kind } = filter()
      const query = { ...(state ? { state } : {}), ...(kind ? { kind } : {}), cursor, limit: 30 }
      return ask(api.GET('/admin/jobs', { params: { query }, signal }))
    },
  })
  const refresh = () => cache.invalidateQueries({ key: ['admin', 'jobs'] })
  const moving = () =>
    summary.data.value?.kinds.some((kind) => kind.running > 0) ||
    list.items.value.some((job) => job.state === 'running')
  usePolling(refresh, () => (moving() ? BUSY : QUIET))
  return { summary, list, refresh }
}

/** What an admin can do with jobs and schedules; the lists are read again before the button is free. */
export function useJobMoves(refresh: () => Promise<unknown>) {
  return {
    async retry(job: Job): Promise<void> {
      await ask(api.POST('/admin/jobs/{id}/retry', { params: { path: { id: job.id } } }))
      await refresh()
    },
    async cancel(job: Job): Promise<void> {
      await ask(api.POST('/admin/jobs/{id}/cancel', { params: { path: { id: job.id } } }))
      await refresh()
    },
    async runNow(name: string): Promise<void> {
      await ask(api.POST('/admin/jobs/schedules/{name}/run', { params: { path: { name } } }))
      await refresh()
    },
  }
}
