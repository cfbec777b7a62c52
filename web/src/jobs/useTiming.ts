import { useI18n } from 'vue-i18n'
import { useFormat } from '@/lib/useFormat'
import { readTiming } from './timing'

/** When a schedule comes, in the reader's words; in the server's where it says what we do not know. */
export function useTiming() {
  const { t } = useI18n()
  const { num, lasting } = useFormat()
  return (words: string | null | undefined): string => {
    const timing = readTiming(words ?? '')
    if (!timing) return words ?? ''
    if ('minutes' in timing) return t('jobs.every', { time: lasting(timing.minutes * 60) })
    if (timing.day === undefined) return t('jobs.daily', { time: timing.time })
    return t('jobs.monthly', { day: num(timing.day), time: timing.time })
  }
}
