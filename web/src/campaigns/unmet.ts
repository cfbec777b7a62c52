import { useI18n } from 'vue-i18n'
import type { Campaign } from '@/api'
import { useFormat } from '@/lib/useFormat'

/** Which of a campaign's requirements the reader does not meet, each named with what is asked for. */
export function useUnmet() {
  const { t, te } = useI18n()
  const { compact, country, language, list } = useFormat()

  return (campaign: Campaign): { short: string; text: string }[] =>
    (campaign.unmet_requirements ?? []).map(({ pointer, message }) => {
      const name = pointer.split('/').find((part) => te(`campaigns.requirement.${part}`))
      if (!name) return { short: message, text: message }
      const { min_followers, platforms, countries, languages } = campaign.requirements
      const asked: Record<string, string> = {
        min_followers: compact(min_followers ?? 0),
        platforms: list(platforms.map((platform) => t(`words.platform.${platform}`))),
        countries: list(countries.map(country)),
        languages: list(languages.map(language)),
      }
      const wanted = asked[name] ?? ''
      return {
        short: t(`campaigns.requirement.${name}`),
        text: t(`campaigns.unmet.${name}`, { wanted }),
      }
    })
}
