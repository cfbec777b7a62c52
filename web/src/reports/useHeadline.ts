import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Report, Trend } from '@/api'
import { useFormat } from '@/lib/useFormat'
import type { Figure } from '@/ui/Figures.vue'

/** "+12 % (before: 8)": how a figure compares with the month before. */
export function useTrendWords() {
  const { t } = useI18n()
  const { num, growth } = useFormat()
  return (trend: Trend, tell: (value: number) => string = num): string => {
    const before = t('reports.before', { value: tell(trend.before) })
    return trend.change_percent === null ? before : `${growth(trend.change_percent)} · ${before}`
  }
}

/** The figures that a report begins with. What was not measured is left out. */
export function useHeadline(report: () => Report | undefined) {
  const { t } = useI18n()
  const { num, money } = useFormat()
  const words = useTrendWords()
  return computed<Figure[]>(() => {
    const now = report()
    if (!now) return []
    const figure = (key: string, trend: Trend, tell: (value: number) => string = num) => ({
      label: t(`reports.figure.${key}`),
      value: tell(trend.value),
      note: words(trend, tell),
    })
    const agreed = now.money
      .slice(0, 1)
      .map(({ currency, agreed }) => figure('agreed', agreed, (amount) => money({ amount, currency })))
    const ads = {
      label: t('reports.figure.ads'),
      value: t('reports.of', { n: num(now.ads.done), total: num(now.ads.total) }),
      note: t('reports.adsAgreed', { n: num(now.ads.agreed.value) }, now.ads.agreed.value),
    }
    const brought = now.outcome
      ? [
          figure('clicks', now.outcome.clicks),
          figure('conversions', now.outcome.conversions),
          ...now.outcome.revenue.map(({ currency, amount }) =>
            figure('revenue', amount, (value) => money({ amount: value, currency })),
          ),
        ]
      : []
    return [
      ...agreed,
      figure('accepted', now.ad_requests.accepted),
      ads,
      figure('running', now.campaigns.running),
      ...brought,
    ]
  })
}
