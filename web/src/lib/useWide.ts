import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether the window is at least `px` wide. Renders the one form that is seen, not both. */
export function useWide(px = 768): Readonly<Ref<boolean>> {
  const media = matchMedia(`(min-width: ${px}px)`)
  const wide = ref(media.matches)
  const update = () => (wide.value = media.matches)
  media.addEventListener('change', update)
  onScopeDispose(() => media.removeEventListener('change', update))
  return readonly(wide)
}
