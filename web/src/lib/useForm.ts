import { computed, nextTick, onScopeDispose, reactive, ref, shallowRef, toRaw, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { ApiProblem, type Fault } from '@/api'
import { dropDraft, keepDraft, readDraft } from './drafts'
import { confirmLeaving } from './leaving'

export interface FormOptions<V extends object, R> {
  initial: () => V
  /** Sends the values; a thrown `ApiProblem` puts its faults beside the fields. */
  submit: (values: V) => Promise<R>
  done?: (result: R) => unknown
  /** Asks the reader before anything is sent; after a "no" all stays as it was. */
  confirm?: (values: V) => Promise<boolean>
  /** What can be said before asking the server. */
  check?: (values: V) => Fault[]
  /** Keeps what is typed under this name until it is sent. Never for a form with a password. */
  draft?: string
  /** Asks before leaving a changed form that has no draft. On by default. */
  guard?: boolean
}

const copy = <V>(values: V): V => JSON.parse(JSON.stringify(values)) as V

/** One form: its values, what changed, what is wrong with it, and the way to send it. */
export function useForm<V extends object, R = unknown>(options: FormOptions<V, R>) {
  const start = ref(JSON.stringify(options.initial()))
  const kept = options.draft === undefined ? undefined : readDraft<V>(options.draft)
  const values = reactive({ ...(JSON.parse(start.value) as V), ...kept }) as V
  const faults = ref<Fault[]>([])
  const problem = shallowRef<ApiProblem>()
  const busy = ref(false)
  const element = shallowRef<HTMLElement | null>(null)
  const dirty = computed(() => JSON.stringify(values) !== start.value)

  if (options.draft !== undefined) {
    const key = options.draft
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = () => {
      clearTimeout(timer)
      timer = undefined
      if (dirty.value) keepDraft(key, toRaw(values))
      else dropDraft(key)
    }
    const keepNow = () => timer !== undefined && keep()
    watch(values, () => (timer ??= setTimeout(keep, 300)), { deep: true })
    // A reload asks no component to end.
    window.addEventListener('pagehide', keepNow)
    onScopeDispose(() => {
      window.removeEventListener('pagehide', keepNow)
      keepNow()
    })
  } else if (options.guard !== false) {
    guardLeaving(() => dirty.value && !busy.value)
  }

  /** Puts new values in place, such as those that the server just answered with. */
  function reset(to: V = options.initial()): void {
    start.value = JSON.stringify(to)
    Object.assign(values, copy(to))
    faults.value = []
    problem.value = undefined
    if (options.draft !== undefined) dropDraft(options.draft)
  }

  /** What is wrong at this pointer; faults further inside count when `deep`. */
  function faultAt(pointer: string, deep = false): Fault | undefined {
    return faults.value.find((f) => f.pointer === pointer || (deep && f.pointer.startsWith(`${pointer}/`)))
  }

  /** Its words as the server said them. */
  const fault = (pointer: string, deep = false): string | undefined => faultAt(pointer, deep)?.message

  // What was said of a value holds until the value changes.
  let judged = new Map<Fault, string>()
  const now = (fault: Fault) => JSON.stringify(valueAt(values, fault.pointer) ?? null)
  watch(
    values,
    () => {
      const standing = faults.value.filter((f) => (judged.get(toRaw(f)) ?? now(f)) === now(f))
      if (standing.length < faults.value.length) faults.value = standing
    },
    { deep: true },
  )

  async function showFaults(found: Fault[]): Promise<void> {
    judged = new Map(found.map((f) => [f, now(f)]))
    faults.value = found
    await nextTick()
    focusFirstFault(element.value)
  }

  let asking = false
  async function isConfirmed(ask: NonNullable<typeof options.confirm>): Promise<boolean> {
    asking = true
    try {
      return await ask(copy(values))
    } finally {
      asking = false
    }
  }

  async function submit(): Promise<R | undefined> {
    if (busy.value || asking) return undefined
    problem.value = undefined
    faults.value = []
    const early = options.check?.(values) ?? []
    if (early.length) return void (await showFaults(early))
    if (options.confirm && !(await isConfirmed(options.confirm))) return undefined
    busy.value = true
    try {
      const result = await options.submit(copy(values))
      faults.value = []
      start.value = JSON.stringify(values)
      if (options.draft !== undefined) dropDraft(options.draft)
      await options.done?.(result)
      return result
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      problem.value = error
      await showFaults(error.faults)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return reactive({
    values,
    dirty,
    busy,
    faults,
    problem,
    element,
    restored: kept !== undefined,
    fault,
    faultAt,
    /** Puts faults beside their fields and the focus on the first. */
    show: showFaults,
    submit,
    reset,
  })
}

/** What `<Form>` and `<Field>` need of a form, whatever its values. */
export type AnyForm = Pick<
  ReturnType<typeof useForm>,
  'busy' | 'faults' | 'problem' | 'element' | 'fault' | 'faultAt' | 'submit'
>

/** The value that a JSON pointer names; undefined where it leads nowhere. */
function valueAt(values: unknown, pointer: string): unknown {
  let at = values
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return at
    at = (at as Record<string, unknown>)[part]
  }
  return at
}

function focusFirstFault(form: HTMLElement | null): void {
  const at = form?.querySelector('[data-fault="true"]')
  const target =
    at?.querySelector<HTMLElement>('input, select, textarea, button') ??
    form?.querySelector<HTMLElement>('[role="alert"]')
  target?.focus()
}

function guardLeaving(changed: () => boolean): void {
  onBeforeRouteLeave(async () => !changed() || (await confirmLeaving()))
  const ask = (event: BeforeUnloadEvent) => {
    if (changed()) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  onScopeDispose(() => removeEventListener('beforeunload', ask))
}
