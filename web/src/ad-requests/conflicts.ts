import { useI18n } from 'vue-i18n'
import { ApiProblem } from '@/api'
import { problemText } from '@/ui/problemText'

/** Why a move was refused, in words that say what to do. */
export function useConflictText() {
  const { t, te } = useI18n()
  return (error: unknown): string => {
    const key = error instanceof ApiProblem ? `ad-requests.conflict.${error.code}` : ''
    return key && te(key) ? t(key) : problemText(error, t, te)
  }
}

export const isNewer = (error: unknown) => error instanceof ApiProblem && error.code === 'newer_revision'
