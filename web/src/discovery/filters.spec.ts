import { expect, it } from 'vitest'
import { active, count, figure, given, minor } from './filters'

it('reads figures and leaves out what is none', () => {
  expect(figure('4.5')).toBe(4.5)
  expect(figure('10,000')).toBe(10_000)
  expect(count('1999.7')).toBe(2000)
  for (const text of ['', '  ', 'many', '-3', 'Infinity']) expect(figure(text)).toBeUndefined()
})

it('counts money in the minor units of its currency', () => {
  expect(minor('19.99', 'EUR')).toBe(1999)
  expect(minor('500', 'JPY')).toBe(500)
  expect(minor('1.5', 'KWD')).toBe(1500)
  expect(minor('', 'EUR')).toBeUndefined()
})

it('counts and sends only the filters that are set', () => {
  const query = { q: '', niche: 'food', available: false, min_followers: 0, country: undefined }
  expect(active(query, ['niche', 'available', 'country'])).toBe(1)
  expect(given(query)).toEqual({ niche: 'food', min_followers: 0 })
})
