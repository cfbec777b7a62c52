import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { api, ask } from '@/api'

/** The niches that the instance knows; they change so rarely that one answer serves the visit. */
export function useNiches() {
  const query = useQuery({
    key: ['niches'],
    query: () => ask(api.GET('/niches')),
    staleTime: 10 * 60_000,
  })
  const options = computed(
    () => query.data.value?.items.map(({ slug, name }) => ({ value: slug, label: name })) ?? [],
  )
  /** Until the names are there, the slug says it well enough. */
  const nicheName = (slug: string) =>
    options.value.find((option) => option.value === slug)?.label ??
    slug.replaceAll('-', ' ').replace(/^./, (first) => first.toLocaleUpperCase())
  return { options, nicheName }
}
