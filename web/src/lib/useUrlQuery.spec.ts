import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useUrlQuery } from './useUrlQuery'

const defaults = { q: '', niche: [] as string[], min: 0, mine: false, sort: 'newest' }

/** Ends when the test lets the page of `/boats` arrive. */
let slow: Promise<unknown> = Promise.resolve()

async function at(path: string) {
  let state!: ReturnType<typeof useUrlQuery<typeof defaults>>
  const Page = defineComponent({
    setup() {
      state = useUrlQuery(defaults)
      return { search: state.typed('q') }
    },
    template: '<i />',
  })
  const routes = [
    { path: '/', component: Page },
    { path: '/boats', component: () => slow.then(() => Page) },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const page = mount(Page, { global: { plugins: [router] } })
  return { state, router, page, vm: page.vm as unknown as { search: string } }
}

describe('useUrlQuery', () => {
  it('reads the types of its defaults and distrusts the rest', async () => {
    const { state } = await at('/?q=ski&niche=food,travel&min=abc&mine=true&foreign=1')
    expect(state.query.value).toEqual({
      q: 'ski',
      niche: ['food', 'travel'],
      min: 0,
      mine: true,
      sort: 'newest',
    })
  })

  it('leaves out what is default and keeps what is not its own', async () => {
    const { state, router } = await at('/?q=ski&tab=list')
    state.set({ q: '', niche: ['food', 'travel'], min: 5, sort: 'newest' })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ tab: 'list', niche: 'food,travel', min: '5' })
    expect(state.filtered.value).toBe(true)
    state.clear()
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ tab: 'list' })
    expect(state.filtered.value).toBe(false)
  })

  describe('typed text', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
    afterEach(() => void vi.useRealTimers())

    it('reaches the address once typing pauses', async () => {
      const { router, vm } = await at('/')
      const replace = vi.spyOn(router, 'replace')
      for (const text of ['s', 'sk', 'ski ']) {
        vm.search = text
        await flushPromises()
        await vi.advanceTimersByTimeAsync(100)
      }
      expect(replace).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(300)
      await flushPromises()
      expect(replace).toHaveBeenCalledOnce()
      expect(router.currentRoute.value.query).toEqual({ q: 'ski' })
      expect(vm.search).toBe('ski ')
    })

    it('yields to a link that was followed meanwhile', async () => {
      const { router, vm } = await at('/?q=ski')
      vm.search = 'skiing'
      await flushPromises()
      await router.push('/?q=boats')
      await flushPromises()
      await vi.advanceTimersByTimeAsync(1_000)
      expect(router.currentRoute.value.query).toEqual({ q: 'boats' })
      expect(vm.search).toBe('boats')
    })

    it('does not call back from a page that is still loading', async () => {
      const { router, vm } = await at('/?q=ski')
      let arrive = () => {}
      slow = new Promise<void>((resolve) => (arrive = resolve))
      vm.search = 'skiing'
      await flushPromises()
      const leaving = router.push('/boats')
      await vi.advanceTimersByTimeAsync(1_000)
      arrive()
      await leaving
      expect(router.currentRoute.value.path).toBe('/boats')
    })
  })
})
