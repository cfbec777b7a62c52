import type { Fault } from '@/api'

/** What the sandbox does with a card; a real number is refused. */
export const TEST_CARDS = [
  { number: '4242 4242 4242 4242', does: 'approved' },
  { number: '4000 0025 0000 3155', does: 'bank' },
  { number: '4000 0000 0000 0002', does: 'declined' },
  { number: '4000 0000 0000 9995', does: 'funds' },
  { number: '4000 0000 0000 0119', does: 'slow' },
] as const

/** Accounts that the sandbox does something else with than taking the money. */
export const TEST_ACCOUNTS = [
  { number: 'DE89 3704 0044 0532 0130 00', does: 'approved' },
  { number: 'DE62 3704 0044 0532 0130 01', does: 'refused' },
  { number: 'DE35 3704 0044 0532 0130 02', does: 'slow' },
] as const

/** "12/30" or "12 / 2030" as month and year; null for what is neither. */
export function parseExpiry(text: string): { month: number; year: number } | null {
  const found =
    /^\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text.trim())
  if (!found) return null
  const month = Number(found[1])
  const year = Number(found[2])
  return month >= 1 && month <= 12 ? { month, year: year < 100 ? year + 2000 : year } : null
}

/** Digits in groups of four, as they stand on the card. */
export const grouped = (typed: string) =>
  typed
    .replace(/\D/g, '')
    .slice(0, 19)
    .replace(/(\d{4})(?=\d)/g, '$1 ')

/** The field that a fault of the payment stands beside. */
const FIELDS: [RegExp, string][] = [
  [/^expired_card$/, '/expiry'],
  [/^(incorrect|invalid)_cvc$/, '/cvc'],
]
const POINTERS: [RegExp, string][] = [
  [/^\/payment_method\/exp_/, '/expiry'],
  [/^\/payment_method\/cvc/, '/cvc'],
  [/^\/payment_method/, '/number'],
  [/^\/amount/, '/amount'],
]

/** Puts the server's faults beside the fields of the form. */
export function toFields(faults: Fault[]): Fault[] {
  return faults.map((fault) => {
    const byCode = FIELDS.find(([code]) => code.test(fault.code))?.[1]
    const byPlace = POINTERS.find(([place]) => place.test(fault.pointer))?.[1]
    return { ...fault, pointer: byCode ?? byPlace ?? fault.pointer }
  })
}
