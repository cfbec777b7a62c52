import { useI18n } from 'vue-i18n'
import type { Deliverable, Money, Terms } from '@/api'
import { useFormat } from '@/lib/useFormat'
import type { FigureField } from './changes'
import { DEFAULT_KILL_FEE } from './terms'

/** The terms of a deal in words and figures, the same wherever they are shown. */
export function useTermsWords() {
  const { t, te } = useI18n()
  const { money, num, date, percent, country, list } = useFormat()

  /** A kind that we have no word for is shown as it was typed. */
  const kind = (word: string) =>
    te(`words.kind.${word}`) ? t(`words.kind.${word}`) : t(`ad-requests.kind.${word}`, word)
  const platform = (word: string) => (te(`words.platform.${word}`) ? t(`words.platform.${word}`) : word)
  const days = (n: number) => t('ad-requests.terms.days', { n: num(n) }, n)
  const payment = (of: Money) => (of.amount ? money(of) : t('ad-requests.terms.gift'))

  function usage(terms: Terms): string {
    if (terms.usage_rights === 'none') return t('words.usage.none')
    const right = t(`words.usage.${terms.usage_rights}`)
    return t('ad-requests.terms.usageFor', { right, days: days(terms.usage_days) })
  }
  const places = (codes: string[]) =>
    codes.length ? list(codes.map(country)) : t('ad-requests.terms.everywhere')
  const territories = (terms: Terms) => places(terms.territories ?? [])

  function figure(field: FigureField, terms: Terms): string {
    switch (field) {
      case 'payment':
        return payment(terms.payment)
      case 'usage':
        return usage(terms)
      case 'territories':
        return territories(terms)
      case 'exclusivity_days':
        return terms.exclusivity_days ? days(terms.exclusivity_days) : t('words.usage.none')
      case 'revisions_allowed':
        return num(terms.revisions_allowed)
      case 'kill_fee_percent':
        return percent(terms.kill_fee_percent ?? DEFAULT_KILL_FEE)
      case 'commission':
        return terms.commission ? percent(terms.commission.percent) : t('words.usage.none')
    }
  }

  const what = (row: Pick<Deliverable, 'kind' | 'platform'>) =>
    t('ad-requests.terms.what', { kind: kind(row.kind), platform: platform(row.platform) })
  const times = (count: number) => t('ad-requests.terms.times', { n: num(count) })

  return {
    kind,
    platform,
    days,
    payment,
    usage,
    places,
    territories,
    figure,
    what,
    times,
    /** "2 × Reel on Instagram" */
    whole: (row: Deliverable) => `${times(row.count)} ${what(row)}`,
    due: (day: string) => t('ad-requests.terms.due', { date: date(day) }),
    each: (amount: number, currency: string) =>
      t('ad-requests.terms.each', { amount: money({ amount, currency }) }),
  }
}
