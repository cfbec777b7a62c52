import { describe, expect, it } from 'vitest'
import { grouped, parseExpiry, toFields } from './card'

it.each([
  ['12/30', { month: 12, year: 2030 }],
  ['1 / 2031', { month: 1, year: 2031 }],
  ['0930', { month: 9, year: 2030 }],
  ['13/30', null],
  ['00/30', null],
  ['12', null],
  ['', null],
])('%j is %j', (text, expected) => {
  expect(parseExpiry(text)).toEqual(expected)
})

it('groups what is typed', () => {
  expect(grouped('42424242-4242 4242x')).toBe('4242 4242 4242 4242')
  expect(grouped('42')).toBe('42')
})

describe('faults stand beside their fields', () => {
  it.each([
    ['/payment_method', 'card_declined', '/number'],
    ['/payment_method', 'insufficient_funds', '/number'],
    ['/payment_method', 'expired_card', '/expiry'],
    ['/payment_method', 'incorrect_cvc', '/cvc'],
    ['/payment_method/exp_year', 'out_of_range', '/expiry'],
    ['/payment_method/cvc', 'invalid_cvc', '/cvc'],
    ['/amount/amount', 'out_of_range', '/amount'],
    ['/elsewhere', 'odd', '/elsewhere'],
  ])('%s %s: %s', (pointer, code, field) => {
    expect(toFields([{ pointer, code, message: '' }])[0]?.pointer).toBe(field)
  })
})
