import { describe, expect, it } from 'vitest'
import type { Terms } from '@/api'
import { checkTerms } from './checkTerms'
import { emptyTerms, otherSide, sharesOf, sideOf, toTerms, toValues } from './terms'

const row = (count: number, amount?: number) => ({ count, amount })

describe('sharesOf', () => {
  it('splits evenly and leaves the remainder on the last', () => {
    expect(sharesOf(100, [row(2), row(1)])).toEqual({ rows: [[33, 33], [34]], left: 0 })
  })
  it('gives what the named amounts leave to the others', () => {
    expect(sharesOf(1000, [row(1, 600), row(2)])).toEqual({ rows: [[600], [200, 200]], left: 0 })
  })
  it('counts a named amount once for each of a row', () => {
    expect(sharesOf(1000, [row(2, 500)])).toEqual({ rows: [[500, 500]], left: 0 })
  })
  it('says what no row takes', () => {
    expect(sharesOf(1000, [row(1, 400), row(1, 500)]).left).toBe(100)
  })
  it('says what the rows take too much, even where one is open', () => {
    expect(sharesOf(1000, [row(1, 1200)]).left).toBe(-200)
    expect(sharesOf(1000, [row(1, 1200), row(1)]).left).toBe(-200)
  })
  it('has nothing to split of a gift', () => {
    expect(sharesOf(0, [row(2)])).toEqual({ rows: [[0, 0]], left: 0 })
  })
  it.each([1, 99, 100_001, 10 ** 12])('always sums to a payment of %i', (payment) => {
    const { rows, left } = sharesOf(payment, [row(3), row(1, 1), row(7)])
    expect(rows.flat().reduce((sum, one) => sum + one, 0)).toBe(payment)
    expect(left).toBe(0)
  })
})

const terms: Terms = {
  payment: { amount: 150_000, currency: 'EUR' },
  requirements: 'In daily use.',
  deliverables: [
    { kind: 'reel', platform: 'instagram', count: 2, due_date: '2026-12-31', note: '' },
    { kind: 'video', platform: 'youtube', count: 1, due_date: '2026-12-31', note: 'Long', amount: 60_000 },
  ],
  usage_rights: 'paid',
  usage_days: 60,
  exclusivity_days: 14,
  revisions_allowed: 1,
  kill_fee_percent: 40,
  territories: ['DE'],
  commission: { percent: 5 },
}

describe('the form', () => {
  it('gives back the terms that were laid into it', () => {
    expect(toTerms(toValues(terms), 'EUR')).toEqual(terms)
  })
  it('drops amounts when the payment is split evenly', () => {
    const sent = toTerms({ ...toValues(terms), split: 'even' }, 'EUR')
    expect(sent.deliverables.map((one) => 'amount' in one)).toEqual([false, false])
  })
  it('names no days and no territory without rights', () => {
    const sent = toTerms({ ...toValues(terms), usage_rights: 'none' }, 'EUR')
    expect(sent.usage_days).toBe(0)
    expect(sent.territories).toBeUndefined()
  })
})

describe('checkTerms', () => {
  const t = (key: string) => key
  const pointers = (values: Parameters<typeof checkTerms>[0]) =>
    checkTerms(values, t).map((one) => one.pointer)

  it('asks for what is missing, all at once', () => {
    const values = emptyTerms('')
    values.deliverables[0]!.count = null
    expect(pointers(values)).toEqual([
      '/terms/payment/amount',
      '/terms/deliverables/0/count',
      '/terms/deliverables/0/due_date',
    ])
  })
  it('takes 0 as an amount', () => {
    expect(pointers({ ...emptyTerms('2026-12-31'), payment: { amount: 0, currency: 'EUR' } })).toEqual([])
  })
  it('refuses amounts that do not sum to the payment', () => {
    const values = toValues(terms)
    values.deliverables[0]!.amount = { amount: 40_000, currency: 'EUR' }
    expect(pointers(values)).toEqual(['/terms/deliverables'])
    values.deliverables[0]!.amount = { amount: 45_000, currency: 'EUR' }
    expect(pointers(values)).toEqual([])
  })
})

it('knows who sits across', () => {
  const request = {
    sponsor: { id: 's', username: 's', display_name: 'Sponsor', logo_url: '/files/logo.png' },
    influencer: {
      id: 'i',
      username: 'i',
      display_name: 'Influencer',
      avatar_url: '/files/face.png',
      reach: 1,
    },
  }
  expect(otherSide(request, sideOf('sponsor'))).toMatchObject({ id: 'i', picture: '/files/face.png' })
  expect(otherSide(request, sideOf('influencer'))).toMatchObject({ id: 's', picture: '/files/logo.png' })
  expect(sideOf('admin')).toBeNull()
})
