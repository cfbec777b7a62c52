import { describe, expect, it } from 'vitest'
import { editableMoney, fractionDigits, parseMoney } from './money'

describe('parseMoney', () => {
  it.each([
    ['1,500.00', 'en', 'EUR', 150_000],
    ['1,500', 'en', 'EUR', 150_000],
    ['1500', 'en', 'EUR', 150_000],
    ['1500.5', 'en', 'EUR', 150_050],
    ['.5', 'en', 'EUR', 50],
    ['€ 20', 'en', 'EUR', 2_000],
    ['20 EUR', 'en', 'EUR', 2_000],
    ['1.500,00', 'de', 'EUR', 150_000],
    ['1.500', 'de', 'EUR', 150_000],
    ['1.5', 'de', 'EUR', 150],
    ['1500,5', 'de', 'EUR', 150_050],
    ['1,500.00', 'de', 'EUR', 150_000],
    ['1 500,00', 'es', 'EUR', 150_000],
    ['1.234.567', 'es', 'EUR', 123_456_700],
    ['1,50,000.00', 'hi', 'INR', 15_000_000],
    ['१५००.५०', 'hi', 'INR', 150_050],
    ['١٬٥٠٠٫٢٥', 'ar', 'AED', 150_025],
    ['1,500', 'en', 'JPY', 1_500],
    ['1.234', 'en', 'KWD', 1_234],
    ['0', 'en', 'EUR', 0],
    ["1'500", 'de', 'CHF', 150_000],
  ])('reads %s in %s as %s minor units of %s', (text, locale, currency, minor) => {
    expect(parseMoney(text, locale, currency)).toBe(minor)
  })

  it.each([
    ['', 'en', 'EUR'],
    ['abc', 'en', 'EUR'],
    ['-5', 'en', 'EUR'],
    ['1.505', 'en', 'EUR'],
    ['1.5', 'en', 'JPY'],
    ['1.2.3,4,5', 'en', 'EUR'],
    ['12x50', 'en', 'EUR'],
    ['9'.repeat(20), 'en', 'EUR'],
  ])('refuses %s', (text, locale, currency) => {
    expect(parseMoney(text, locale, currency)).toBeNull()
  })

  it.each(['en', 'de', 'hi', 'es', 'ar'])('reads back what it writes in %s', (locale) => {
    for (const currency of ['EUR', 'JPY', 'KWD', 'INR']) {
      for (const minor of [0, 1, 99, 100, 1_500, 150_000, 123_456_789, 10 ** 12]) {
        const text = editableMoney(minor, locale, currency)
        expect(parseMoney(text, locale, currency), `${text} ${currency}`).toBe(minor)
      }
    }
  })
})

it('knows how many decimals a currency has', () => {
  expect([fractionDigits('EUR'), fractionDigits('JPY'), fractionDigits('KWD')]).toEqual([2, 0, 3])
})
