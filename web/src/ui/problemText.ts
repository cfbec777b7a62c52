import { ApiProblem } from '@/api'

/** What went wrong, in the reader's words where we have them and in the server's otherwise. */
export function problemText(
  error: unknown,
  t: (key: string, named?: Record<string, unknown>) => string,
  te: (key: string) => boolean,
): string {
  if (!(error instanceof ApiProblem)) return t('ui.problem.unknown')
  const key = `ui.problem.${error.code}`
  if (te(key)) return t(key, { seconds: error.retryAfter ?? 60 })
  if (error.status >= 500) return t('ui.problem.server')
  return error.message || t('ui.problem.unknown')
}
