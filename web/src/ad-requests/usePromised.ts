import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AdRequest } from '@/api'
import { useFormat } from '@/lib/useFormat'

/** What the influencer has promised to others and this deal is against, as far as the reader may know. */
export function usePromised(request: () => AdRequest) {
  const { t } = useI18n()
  const { date } = useFormat()
  return computed(() =>
    request()
      .warnings.filter(({ code }) => code === 'exclusive')
      .map(({ campaign, until }) => {
        const day = date(until ?? '')
        return campaign
          ? t('ad-requests.warning.exclusive_yours', { title: campaign.title, date: day })
          : t('ad-requests.warning.exclusive', { name: request().influencer.display_name, date: day })
      }),
  )
}
