import { useI18n } from 'vue-i18n'
import type { Collaboration, Side } from '@/api'
import { useFormat } from '@/lib/useFormat'

/** What happens next with a collaboration, as its reader would say it. */
export function useCollaborationStep() {
  const { t } = useI18n()
  const { dateShort } = useFormat()

  const isMine = (work: Pick<Collaboration, 'status'>, side: Side | null) =>
    work.status === 'awaiting_funding' && side === 'sponsor'

  function nextStep(work: Collaboration, side: Side | null): string {
    if (work.status !== 'awaiting_funding') return t(`collaborations.next.${work.status}`)
    const date = work.funding_due_at ? dateShort(work.funding_due_at) : ''
    if (side === 'sponsor')
      return date ? t('collaborations.next.fundBy', { date }) : t('collaborations.next.fund')
    const name = work.sponsor.display_name
    return date ? t('collaborations.next.fundsBy', { name, date }) : t('collaborations.next.funds', { name })
  }
  return { nextStep, isMine }
}
