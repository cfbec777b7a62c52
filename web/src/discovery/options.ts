import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { COUNTRIES, LANGUAGES } from '@/lib/regions'
import { useFormat } from '@/lib/useFormat'

export const PLATFORMS = [
  'instagram',
  'youtube',
  'tiktok',
  'x',
  'twitch',
  'linkedin',
  'facebook',
  'pinterest',
  'podcast',
  'blog',
  'other',
] as const

/** Platforms, countries and languages to choose from, named and sorted in the reader's language. */
export function useOptions() {
  const { t, locale } = useI18n()
  const { country, language } = useFormat()
  const sorted = (codes: string[], name: (code: string) => string) =>
    codes
      .map((value) => ({ value, label: name(value) }))
      .toSorted((a, b) => a.label.localeCompare(b.label, locale.value))
  return {
    platforms: computed(() => PLATFORMS.map((value) => ({ value, label: t(`words.platform.${value}`) }))),
    countries: computed(() => sorted(COUNTRIES, country)),
    languages: computed(() => sorted(LANGUAGES, language)),
  }
}
