import { useQueryCache } from '@pinia/colada'
import { computed, nextTick, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { api, ApiProblem, ask, upload, type Campaign } from '@/api'
import { useForm } from '@/lib/useForm'
import { problemText } from '@/ui/problemText'
import { say } from '@/ui/toast'
import { bodyOf, changed, check, stepOf, STEPS, valuesOf, type Step } from './values'

/** The campaign form: its values, its steps and what saving does. Without `campaign` it makes a new one. */
export function useCampaignForm(campaign?: Campaign) {
  const { t, te } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const cache = useQueryCache()
  const image = ref<File | null>(null)
  /** Saving also opens the campaign. */
  const publish = ref(false)
  const before = valuesOf(campaign)

  const form = useForm({
    initial: () => valuesOf(campaign),
    draft: campaign ? `campaign-${campaign.id}` : 'campaign-new',
    check: (values) => check(values, t),
    submit: (values) =>
      campaign
        ? ask(
            api.PATCH('/campaigns/{id}', {
              params: { path: { id: campaign.id } },
              body: changed(values, before),
            }),
          )
        : ask(api.POST('/campaigns', { body: bodyOf(values) })),
    done: finish,
  })

  /** What is saved stays saved: a picture or a publication that fails is told, not a reason to type it all again. */
  async function finish({ id }: Campaign): Promise<void> {
    try {
      if (image.value) await upload(`/campaigns/${id}/image`, image.value)
      if (publish.value) await ask(api.POST('/campaigns/{id}/publish', { params: { path: { id } } }))
      say(t(publish.value ? 'campaigns.form.published' : 'ui.saved'))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      say(t('campaigns.form.savedBut', { problem: problemText(error, t, te) }), { bad: true })
    }
    await cache.invalidateQueries({ key: ['campaigns'] })
    await router.replace({ name: 'campaign', params: { id } })
  }

  const named = STEPS.find((step) => step === route.query.step)
  const step = ref<Step>(named ?? 'basics')
  const at = computed(() => STEPS.indexOf(step.value))
  watch(step, (now) => void router.replace({ query: { ...route.query, step: now } }))
  // Before the form looks for its first fault, the step that has it must be seen.
  watch(
    () => form.faults,
    (faults, before) => {
      // Fewer means that something was mended: no reason to lead away from it.
      if (faults.length < before.length) return
      const steps = faults.map((fault) => stepOf(fault.pointer))
      if (steps.length && !steps.includes(step.value)) step.value = steps[0] ?? step.value
    },
    { flush: 'sync' },
  )

  async function go(to: Step): Promise<void> {
    step.value = to
    await nextTick()
    document.querySelector<HTMLElement>('.step-title')?.focus()
    scrollTo({ top: 0 })
  }
  /** On to the next step, unless this one has something to mend. */
  async function next(): Promise<void> {
    const here = check(form.values, t).filter((fault) => stepOf(fault.pointer) === step.value)
    if (here.length) return form.show(here)
    form.faults = []
    await go(STEPS[at.value + 1] ?? 'review')
  }
  function save(andPublish = false): void {
    publish.value = andPublish
    void form.submit()
  }
  return { form, image, step, at, go, next, save, publish }
}

export type CampaignForm = ReturnType<typeof useCampaignForm>
