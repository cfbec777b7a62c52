import { computed } from 'vue'
import { useUrlQuery } from '@/lib/useUrlQuery'

/** The days that the address asks for, as the server takes them. */
export function usePeriod() {
  const url = useUrlQuery({ period: '30', from: '', to: '' })
  const params = computed(() => {
    const { period, from, to } = url.query.value
    if (period === 'custom') return { from: from || undefined, to: to || undefined }
    return { days: ['7', '90', '365'].includes(period) ? Number(period) : 30 }
  })
  return { ...url, params }
}
