import { useI18n } from 'vue-i18n'
import { useTermsWords } from '@/ad-requests/useTermsWords'
import { ApiProblem, type Collaboration, type CollaborationDeliverable, type Waiting } from '@/api'
import { useFormat } from '@/lib/useFormat'
import { problemText } from '@/ui/problemText'
import { say } from '@/ui/toast'
import type { Pressing } from './work'

/** What a collaboration waits for, in words. */
export function useWorkWords() {
  const { t, te } = useI18n()
  const { dateTime, money } = useFormat()
  const terms = useTermsWords()

  function nameOf(
    who: string,
    { sponsor, influencer }: Pick<Collaboration, 'sponsor' | 'influencer'>,
  ): string {
    if (who === 'sponsor') return sponsor.display_name
    if (who === 'influencer') return influencer.display_name
    return t('collaborations.by.admin')
  }
  const late = ({ part }: Pressing) => !!part?.overdue
  /** "Hand it in", or "Mira hands it in". */
  function step(of: Pressing, work: Collaboration): string {
    const name = nameOf(of.waiting.owner, work)
    if (late(of))
      return t(
        `collaborations.step.overdue.${of.waiting.owner === 'influencer' && of.part?.actions.includes('cancel') ? 'sponsor' : 'influencer'}`,
        { name },
      )
    return t(`collaborations.step.${of.waiting.what}.${of.mine ? 'mine' : 'theirs'}`, { name })
  }
  const turn = (of: Pressing, work: Collaboration) =>
    of.mine
      ? t('collaborations.turn.mine')
      : t('collaborations.turn.theirs', { name: nameOf(of.waiting.owner, work) })
  /** What happens when nobody does anything. */
  const otherwise = ({ fallback, until }: Waiting) =>
    t(`collaborations.then.${fallback}`, { date: dateTime(until) })

  /** Why a move was refused, in words that say what to do. */
  function explain(error: unknown): string {
    const key = error instanceof ApiProblem ? `collaborations.conflict.${error.code}` : ''
    return key && te(key) ? t(key) : problemText(error, t, te)
  }
  /** A move that came too late takes its form along when the page is renewed, so it is told above the page too. */
  async function told<T>(move: Promise<T>): Promise<T> {
    try {
      return await move
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 409) say(explain(error), { bad: true })
      throw error
    }
  }

  return {
    ...terms,
    money,
    nameOf,
    step,
    turn,
    otherwise,
    explain,
    told,
    deliverable: (part: Pick<CollaborationDeliverable, 'status'>) =>
      t(`collaborations.deliverable.${part.status}`),
  }
}
