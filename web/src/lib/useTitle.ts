import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Names the page in the window's title; nothing while the name is not known yet. */
export function useTitle(title: MaybeRefOrGetter<string | undefined>): void {
  watchEffect(() => {
    const name = toValue(title)
    if (name) document.title = `${name} · Tandem`
  })
}
