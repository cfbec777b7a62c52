import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useUrlQuery } from '@/lib/useUrlQuery'

/** Over how many months the address says that the figures go, and what months are called beneath a chart. */
export function useMonths() {
  const { locale } = useI18n()
  const { query } = useUrlQuery({ months: 12 })
  const months = computed(() => Math.min(36, Math.max(1, Math.trunc(query.value.months))))
  const short = computed(
    () => new Intl.DateTimeFormat(locale.value, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
  )
  /** "Oct 2026" of "2026-10". */
  const monthShort = (month: string) => short.value.format(new Date(`${month}-01`))
  return { months, monthShort }
}
