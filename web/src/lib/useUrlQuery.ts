import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw, type LocationQueryValue } from 'vue-router'

type Value = string | string[] | number | boolean | undefined
type Widen<T> = T extends string[]
  ? string[]
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends string
        ? string
        : T
type Defaults = Record<string, Value>

function read(raw: LocationQueryValue | LocationQueryValue[] | undefined, fallback: Value): Value {
  if (raw === undefined || raw === null) return fallback
  const first = Array.isArray(raw) ? raw[0] : raw
  if (Array.isArray(fallback)) {
    const all = (Array.isArray(raw) ? raw : [raw]).flatMap((value) => value?.split(',') ?? [])
    return all.filter(Boolean)
  }
  if (typeof fallback === 'boolean') return first === 'true'
  if (typeof fallback === 'number') {
    const number = Number(first)
    return Number.isFinite(number) ? number : fallback
  }
  return first ?? fallback
}

/** The query part for these values: defaults are left out, so that the plain address is the plain list. */
export function toQuery(values: Defaults, defaults: Defaults): LocationQueryRaw {
  const entries = Object.entries(values).filter(([key, value]) => String(value) !== String(defaults[key]))
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      if (value === undefined || value === '' || (Array.isArray(value) && !value.length)) return []
      return [[key, Array.isArray(value) ? value.join(',') : String(value)]]
    }),
  )
}

/**
 * Filters whose only state is the URL: shared links, reload and the back button just work.
 * `defaults` gives each name its type. Values from the address are parsed, never trusted.
 */
export function useUrlQuery<const D extends Defaults>(defaults: D) {
  type Q = { -readonly [K in keyof D]: Widen<D[K]> }
  const route = useRoute()
  const router = useRouter()

  const query = computed(
    () =>
      Object.fromEntries(
        Object.entries(defaults).map(([key, fallback]) => [key, read(route.query[key], fallback)]),
      ) as Q,
  )
  // Names that are not ours (a tab, say) stay in the address.
  const others = () => Object.fromEntries(Object.entries(route.query).filter(([key]) => !(key in defaults)))
  const href = (patch: Partial<Q>) => ({
    query: { ...others(), ...toQuery({ ...query.value, ...patch } as Defaults, defaults) },
    hash: route.hash,
  })
  const set = (patch: Partial<Q>) => void router.replace(href(patch))
  const clear = () => void router.replace({ query: others() })
  const filtered = computed(() => Object.keys(toQuery(query.value as Defaults, defaults)).length > 0)

  /** A text that goes to the URL once typing pauses. */
  function typed(key: keyof D & string, wait = 250): Ref<string> {
    const text = ref(String(query.value[key] ?? ''))
    const inUrl = () => String(query.value[key] ?? '')
    let timer: ReturnType<typeof setTimeout> | undefined
    watch(text, (value) => {
      clearTimeout(timer)
      // Compared when it fires: a link followed meanwhile must win over an old keystroke.
      timer = setTimeout(() => {
        if (value.trim() !== inUrl()) set({ [key]: value.trim() } as Partial<Q>)
      }, wait)
    })
    watch(inUrl, (value) => {
      clearTimeout(timer)
      if (value !== text.value.trim()) text.value = value
    })
    // A page that is still loading is on its way: what was typed last must not call the reader back.
    const unhook = router.beforeEach((to) => {
      if (to.path !== route.path) clearTimeout(timer)
    })
    onScopeDispose(() => {
      unhook()
      clearTimeout(timer)
    })
    return text
  }

  return { query, set, href, clear, filtered, typed }
}
