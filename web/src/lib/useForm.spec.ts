import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { createI18n } from 'vue-i18n'
import { ApiProblem } from '@/api'
import Field from '@/ui/Field.vue'
import Form from '@/ui/Form.vue'
import Input from '@/ui/Input.vue'
import { dropAllDrafts } from './drafts'
import { useForm, type FormOptions } from './useForm'

interface Values {
  title: string
  terms: { payment: { amount: string } }
}
const empty = (): Values => ({ title: '', terms: { payment: { amount: '' } } })
const refuse = (...pointers: string[]) =>
  Promise.reject(
    new ApiProblem({
      status: 422,
      code: 'invalid',
      errors: pointers.map((pointer) => ({ pointer, code: 'bad', message: `bad ${pointer}` })),
    }),
  )

function mounted(options: Partial<FormOptions<Values, unknown>>) {
  let form!: ReturnType<typeof useForm<Values, unknown>>
  const Page = defineComponent({
    setup() {
      form = useForm<Values, unknown>({
        initial: empty,
        submit: async () => undefined,
        guard: false,
        ...options,
      })
      return () =>
        h(Form, { of: form }, () => [
          h(Field, { at: '/title', label: 'Title' }, () =>
            h(Input, {
              modelValue: form.values.title,
              'onUpdate:modelValue': (v) => (form.values.title = String(v)),
            }),
          ),
          h(Field, { at: '/terms/payment', label: 'Payment' }, () =>
            h(Input, { modelValue: form.values.terms.payment.amount, id: 'amount' }),
          ),
        ])
    },
  })
  const i18n = createI18n({
    legacy: false,
    locale: 'en',
    messages: { en: {} },
    missingWarn: false,
    fallbackWarn: false,
  })
  const page = mount(Page, { global: { plugins: [i18n] }, attachTo: document.body })
  return { form, page }
}

beforeEach(() => localStorage.clear())

describe('faults', () => {
  it('stand beside the field of their pointer, or of the one that holds it, and the first is focused', async () => {
    const { form, page } = mounted({ submit: () => refuse('/terms/payment/amount') })
    await form.submit()
    await nextTick()
    const [title, payment] = page.findAll('.field')
    expect(title?.text()).not.toContain('bad')
    expect(payment?.text()).toContain('bad /terms/payment/amount')
    expect(payment?.find('input').attributes('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(payment?.find('input').element)
  })

  it('that no field shows are told in the summary', async () => {
    const { form, page } = mounted({ submit: () => refuse('/title', '/elsewhere') })
    await form.submit()
    await nextTick()
    const items = page.find('[role="alert"]').findAll('li')
    expect(items.map((item) => item.text())).toEqual(['bad /elsewhere'])
  })

  it('found by the page itself keep the form from being sent', async () => {
    const submit = vi.fn(async () => undefined)
    const { form } = mounted({
      submit,
      check: () => [{ pointer: '/title', code: 'required', message: 'needed' }],
    })
    await form.submit()
    expect(submit).not.toHaveBeenCalled()
    expect(form.fault('/title')).toBe('needed')
  })

  it('go away one by one as their values change', async () => {
    const { form } = mounted({ submit: () => refuse('/title', '/terms/payment/amount', '/elsewhere') })
    await form.submit()
    form.values.terms.payment.amount = '5'
    await nextTick()
    expect(form.faults.map((fault) => fault.pointer)).toEqual(['/title', '/elsewhere'])
  })

  it('go away when the next try succeeds', async () => {
    let tries = 0
    const { form } = mounted({ submit: async () => (tries++ ? undefined : refuse('/title')) })
    await form.submit()
    expect(form.fault('/title')).toBe('bad /title')
    await form.submit()
    expect(form.faults).toEqual([])
  })
})

it('is sent once, however often the button is pressed', async () => {
  const submit = vi.fn(async () => undefined)
  const { form } = mounted({ submit })
  await Promise.all([form.submit(), form.submit()])
  expect(submit).toHaveBeenCalledOnce()
})

it('asks first, once at a time, and after a "no" sends nothing and forgets nothing', async () => {
  const answers = [false, true]
  const confirm = vi.fn(async () => answers.shift() ?? false)
  const submit = vi.fn(async () => undefined)
  const { form } = mounted({ confirm, submit, draft: 'asked' })
  form.values.title = 'x'
  await Promise.all([form.submit(), form.submit()])
  expect(confirm).toHaveBeenCalledOnce()
  expect(submit).not.toHaveBeenCalled()
  expect(form.dirty).toBe(true)
  await form.submit()
  expect(submit).toHaveBeenCalledOnce()
  expect(form.dirty).toBe(false)
})

it('is dirty from the first change until it is saved', async () => {
  const { form } = mounted({})
  expect(form.dirty).toBe(false)
  form.values.title = 'x'
  expect(form.dirty).toBe(true)
  await form.submit()
  expect(form.dirty).toBe(false)
})

describe('a draft', () => {
  it('outlives a reload that comes at once', async () => {
    const { form } = mounted({ draft: 'campaign' })
    form.values.title = 'Spring'
    await nextTick()
    window.dispatchEvent(new Event('pagehide'))

    expect(mounted({ draft: 'campaign' }).form.values.title).toBe('Spring')
  })

  it('outlives the page, and is gone once sent', async () => {
    const first = mounted({ draft: 'campaign' })
    first.form.values.title = 'Spring'
    await nextTick()
    first.page.unmount()

    const second = mounted({ draft: 'campaign' })
    expect(second.form.values.title).toBe('Spring')
    expect(second.form.restored).toBe(true)
    expect(second.form.dirty).toBe(true)
    await second.form.submit()
    second.page.unmount()
    expect(mounted({ draft: 'campaign' }).form.values.title).toBe('')
  })

  it('is kept when sending fails', async () => {
    const first = mounted({ draft: 'campaign', submit: () => refuse('/title') })
    first.form.values.title = 'Spring'
    await first.form.submit()
    first.page.unmount()
    expect(mounted({ draft: 'campaign' }).form.values.title).toBe('Spring')
  })

  it('goes when the reader signs out', async () => {
    const first = mounted({ draft: 'campaign' })
    first.form.values.title = 'Spring'
    await nextTick()
    first.page.unmount()
    dropAllDrafts()
    expect(mounted({ draft: 'campaign' }).form.restored).toBe(false)
  })
})
