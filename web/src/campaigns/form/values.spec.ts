import { describe, expect, it } from 'vitest'
import { bodyOf, changed, check, stepOf, valuesOf, type CampaignValues } from './values'

const whole: CampaignValues = {
  ...valuesOf(),
  title: 'Spring launch',
  niches: ['food'],
  description: 'Cook with us.',
  start_date: '2026-03-01',
  end_date: '2026-03-31',
  budget: { amount: 500_000, currency: 'EUR' },
}
const pointers = (values: CampaignValues) => check(values, (key) => key).map((fault) => fault.pointer)

describe('check', () => {
  it('passes a whole campaign', () => expect(pointers(whole)).toEqual([]))

  it('names all that is missing at once', () => {
    expect(pointers({ ...valuesOf(), title: '  ' })).toEqual([
      '/title',
      '/niches',
      '/description',
      '/start_date',
      '/end_date',
      '/budget',
    ])
  })

  it('refuses an end before the start and a budget of nothing', () => {
    expect(pointers({ ...whole, end_date: '2026-02-28' })).toEqual(['/end_date'])
    expect(pointers({ ...whole, end_date: whole.start_date })).toEqual([])
    expect(pointers({ ...whole, budget: { amount: 0, currency: 'EUR' } })).toEqual(['/budget'])
  })
})

it('knows the step of each fault that the server may name', () => {
  expect(stepOf('/title')).toBe('basics')
  expect(stepOf('/niches/0')).toBe('basics')
  expect(stepOf('/goals')).toBe('brief')
  expect(stepOf('/budget/amount')).toBe('money')
  expect(stepOf('/requirements/platforms/1')).toBe('audience')
  expect(stepOf('')).toBe('review')
})

it('sends only what was changed', () => {
  expect(changed(whole, whole)).toEqual({})
  const later = { ...whole, requirements: { ...whole.requirements, min_followers: 1000 }, title: 'Summer' }
  expect(changed(later, whole)).toEqual({
    title: 'Summer',
    requirements: { min_followers: 1000, platforms: [], countries: [], languages: [] },
  })
})

it('asks for no followers where none are typed', () => {
  expect(bodyOf(whole).requirements?.min_followers).toBe(0)
})
