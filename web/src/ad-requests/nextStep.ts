import { useI18n } from 'vue-i18n'
import type { AdRequest, Side } from '@/api'
import { useFormat } from '@/lib/useFormat'
import { otherSide } from './terms'

/** What happens next with an ad request, as its reader would say it. */
export function useNextStep() {
  const { t } = useI18n()
  const { date, dateShort } = useFormat()

  /** Whether the reader is the one to act. */
  const isMine = (request: Pick<AdRequest, 'awaiting' | 'status'>, side: Side | null) =>
    request.status === 'pending' && side !== null && request.awaiting === side

  function nextStep(request: AdRequest, side: Side | null): string {
    const name = otherSide(request, side).display_name
    if (request.status !== 'pending') return over(request)
    if (request.campaign.status === 'paused') return t('ad-requests.next.paused')
    const mine = isMine(request, side)
    if (!request.expires_at)
      return mine ? t('ad-requests.next.answer') : t('ad-requests.next.waits', { name })
    const by = dateShort(request.expires_at)
    return mine
      ? t('ad-requests.next.answerBy', { date: by })
      : t('ad-requests.next.waitsUntil', { name, date: by })
  }

  function over(request: AdRequest): string {
    if (request.status === 'accepted') return t('ad-requests.next.accepted')
    return t(`ad-requests.next.${request.status}`, { date: date(request.closed_at ?? request.updated_at) })
  }

  return { nextStep, isMine }
}
