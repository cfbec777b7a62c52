import { useI18n } from 'vue-i18n'
import { fractionDigits } from './money'

interface Amount {
  amount: number
  currency: string
}

// An Intl formatter costs up to 35 ms the first time, so each is made on first use and kept.
const kept = new Map<string, unknown>()
function once<T>(key: string, make: () => T): T {
  if (!kept.has(key)) kept.set(key, make())
  return kept.get(key) as T
}

const number = (locale: string, options: Intl.NumberFormatOptions) =>
  once(locale + JSON.stringify(options), () => new Intl.NumberFormat(locale, options))
const dateTime = (locale: string, options: Intl.DateTimeFormatOptions) =>
  once(locale + JSON.stringify(options), () => new Intl.DateTimeFormat(locale, options))

// A plain date is a day wherever it is read; only moments are told in the reader's zone.
const day = (value: string): Intl.DateTimeFormatOptions => (value.length === 10 ? { timeZone: 'UTC' } : {})

const MINUTE = 60_000
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['week', 7 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
]

const SIZES = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

/** A currency such as "US$" keeps its own direction: in Arabic its sign would jump to the other side. */
function whole(format: Intl.NumberFormat, value: number): string {
  if (!format.resolvedOptions().locale.startsWith('ar')) return format.format(value)
  const parts = format.formatToParts(value)
  return parts.map(({ type, value }) => (type === 'currency' ? `\u2068${value}\u2069` : value)).join('')
}

/** Numbers, money and time in the reader's language. */
export function useFormat() {
  const { locale } = useI18n()
  const l = () => locale.value

  /** Whole amounts without decimals: "€1,500", "€1,500.50". */
  function money({ amount, currency }: Amount): string {
    const places = fractionDigits(currency)
    const digits = amount % 10 ** places === 0 ? 0 : places
    const format = number(l(), {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    return whole(format, amount / 10 ** places)
  }

  return {
    money,
    /** Short, for figures in tight places: "€1.5K". */
    moneyShort: ({ amount, currency }: Amount) =>
      number(l(), { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 }).format(
        amount / 10 ** fractionDigits(currency),
      ),
    num: (value: number) => number(l(), {}).format(value),
    compact: (value: number) => number(l(), { notation: 'compact', maximumFractionDigits: 1 }).format(value),
    /** The size of a file: "1.2 MB". */
    bytes(value: number): string {
      const [unit, size] = SIZES.find(([, step]) => value >= step) ?? (['byte', 1] as const)
      const digits = unit === 'byte' ? 0 : 1
      return number(l(), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(
        value / size,
      )
    },
    /** Takes percent, not a fraction: 4.2 → "4.2%". */
    percent: (value: number, digits = 1) =>
      number(l(), { style: 'percent', maximumFractionDigits: digits }).format(value / 100),
    /** The same with its sign: 12 → "+12%". */
    growth: (value: number) =>
      number(l(), { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(
        value / 100,
      ),
    date: (value: string) =>
      dateTime(l(), { day: 'numeric', month: 'short', year: 'numeric', ...day(value) }).format(
        new Date(value),
      ),
    dateShort: (value: string) =>
      dateTime(l(), { day: 'numeric', month: 'short', ...day(value) }).format(new Date(value)),
    dateTime: (value: string) =>
      dateTime(l(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value)),
    /** A month as "2026-10": "October 2026". */
    month: (value: string) =>
      dateTime(l(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${value}-01`)),
    dateRange: (from: string, to: string) =>
      dateTime(l(), { day: 'numeric', month: 'short', year: 'numeric', ...day(from) }).formatRange(
        new Date(from),
        new Date(to),
      ),
    /** "3 days ago", "in 2 hours". */
    relative(value: string, now = Date.now()): string {
      const distance = new Date(value).getTime() - now
      const [unit, size] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? ['minute' as const, MINUTE]
      return once(`${l()}relative`, () => new Intl.RelativeTimeFormat(l(), { numeric: 'auto' })).format(
        Math.trunc(distance / size),
        unit,
      )
    },
    /** The time until a moment as a length: "4 days". */
    remaining(value: string, now = Date.now()): string {
      const distance = Math.max(0, new Date(value).getTime() - now)
      const [unit, size] =
        STEPS.slice(3).find(([, step]) => distance >= step) ?? (['minute', MINUTE] as const)
      return number(l(), { style: 'unit', unit, unitDisplay: 'long' }).format(
        Math.max(1, Math.floor(distance / size)),
      )
    },
    /** A length: "3 sec", "5 min". */
    lasting(seconds: number): string {
      const [unit, size] =
        STEPS.slice(3).find(([, step]) => seconds * 1_000 >= step) ?? (['second', 1_000] as const)
      return number(l(), { style: 'unit', unit, unitDisplay: 'short' }).format(
        Math.floor((seconds * 1_000) / size),
      )
    },
    list: (values: string[]) =>
      once(`${l()}list`, () => new Intl.ListFormat(l(), { type: 'conjunction' })).format(values),
    /** Side by side without "and": "same niche, speaks Hindi". */
    row: (values: string[]) =>
      once(`${l()}row`, () => new Intl.ListFormat(l(), { type: 'unit', style: 'short' })).format(values),
    country: (code: string) =>
      once(`${l()}region`, () => new Intl.DisplayNames(l(), { type: 'region' })).of(code.toUpperCase()) ??
      code,
    language: (code: string) =>
      once(`${l()}language`, () => new Intl.DisplayNames(l(), { type: 'language' })).of(code) ?? code,
    currency: (code: string) =>
      once(`${l()}currency`, () => new Intl.DisplayNames(l(), { type: 'currency' })).of(code) ?? code,
  }
}
