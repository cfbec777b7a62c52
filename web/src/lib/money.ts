/** Offered wherever a currency is chosen; the server takes any ISO 4217 code. */
export const CURRENCIES = [
  'EUR',
  'USD',
  'GBP',
  'INR',
  'AED',
  'MXN',
  'BRL',
  'CHF',
  'JPY',
  'SAR',
  'EGP',
  'CAD',
  'AUD',
]

const digitsOf = new Map<string, number>()

/** How many digits follow the point in this currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function fractionDigits(currency: string): number {
  let digits = digitsOf.get(currency)
  if (digits === undefined) {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    digits = options.maximumFractionDigits ?? 2
    digitsOf.set(currency, digits)
  }
  return digits
}

const separatorsOf = new Map<string, { decimal: string }>()

function separators(locale: string): { decimal: string } {
  let found = separatorsOf.get(locale)
  if (!found) {
    const format = new Intl.NumberFormat(locale)
    const decimal = format.formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.'
    found = { decimal }
    separatorsOf.set(locale, found)
  }
  return found
}

/** Arabic-Indic, Persian and Devanagari digits become ASCII ones, their separators a point and a comma. */
function toAscii(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .replace(/٫/g, '.')
    .replace(/٬/g, ',')
}

/**
 * Reads what a person typed as an amount in minor units: "1,500.00", "1.500,00", "1 500", "€ 20".
 * Null for what is no amount, has more decimals than the currency, or is below zero.
 */
export function parseMoney(text: string, locale: string, currency: string): number | null {
  // Letters and symbols around the figure are the currency; marks of direction and spaces carry nothing.
  const plain = toAscii(text)
    .replace(/[\s'’\u200e\u200f\u061c\u00a0\u202f]/g, '')
    .replace(/^[^\d.,-]+|[^\d.,]+$/g, '')
  if (!/^[\d.,]+$/.test(plain) || !/\d/.test(plain)) return null
  const point = decimalPoint(plain, toAscii(separators(locale).decimal))
  const grouped = point < 0 ? plain : plain.slice(0, point)
  // One kind of sign between groups of two (India) or three.
  if (!/^\d*$|^\d{1,3}([.,])\d{2,3}(\1\d{2,3})*$/.test(grouped)) return null
  const whole = grouped.replace(/[.,]/g, '')
  const rest = point < 0 ? '' : plain.slice(point + 1)
  const places = fractionDigits(currency)
  if (/\D/.test(rest) || rest.length > places) return null
  const minor = Number((whole || '0') + rest.padEnd(places, '0'))
  return Number.isSafeInteger(minor) ? minor : null
}

/** Where the decimals begin, or -1. With both signs the last one decides, with one alone the locale and its place do. */
function decimalPoint(text: string, decimal: string): number {
  const comma = text.lastIndexOf(',')
  const stop = text.lastIndexOf('.')
  const last = Math.max(comma, stop)
  if (last < 0) return -1
  if (comma >= 0 && stop >= 0) return last
  const sign = text.charAt(last)
  if (text.indexOf(sign) !== last) return -1
  const groups = sign !== decimal && text.length - last - 1 === 3
  return groups ? -1 : last
}

/** An amount as a person would type it, without the currency: 150000 → "1,500.00". */
export function editableMoney(minor: number, locale: string, currency: string): string {
  const places = fractionDigits(currency)
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(minor / 10 ** places)
}
