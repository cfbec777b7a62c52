import { useI18n } from 'vue-i18n'
import type { Match, MatchReason } from '@/api'
import { useFormat } from '@/lib/useFormat'
import { useNiches } from './niches'

/** Why two fit, in the reader's words, strongest first. */
export function useReasons() {
  const { t } = useI18n()
  const { country, language } = useFormat()
  const { nicheName } = useNiches()

  function words(reason: MatchReason): string {
    const key = `discovery.reason.${reason.kind}`
    switch (reason.kind) {
      case 'niche':
        return t(key, { niche: nicheName(reason.niche ?? '') })
      case 'platform':
        return t(key, { platform: t(`words.platform.${reason.platform ?? 'other'}`) })
      case 'language':
        return t(key, { language: language(reason.language ?? 'en') })
      case 'country':
        return t(key, { country: country(reason.country ?? 'ZZ') })
      default:
        return t(key)
    }
  }
  return (match: Match) => match.reasons.map(words)
}
