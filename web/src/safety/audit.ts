import { fetchFile } from '@/api'
import { saveFile } from '@/lib/save'

/** The kinds of action, as the filter names them. */
export const AREAS = [
  'user',
  'campaign',
  'abuse_report',
  'dispute',
  'escrow',
  'deposit',
  'payout',
  'withdrawal',
  'niche',
  'job',
] as const

export interface Filters {
  q: string
  action: string
  by: string
  from: string
  to: string
  subject: string
}

/** A day as the instant at which it begins where the reader is; `after` days later. */
const start = (day: string, after = 0) => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + after).toISOString()
}

/** What is asked of the server. The last day counts whole. */
export function asQuery({ q, action, by, from, to, subject }: Filters) {
  return {
    ...(q ? { q } : {}),
    ...(action ? { action } : {}),
    ...(by ? { by_house: by === 'house' } : {}),
    ...(from ? { from: start(from) } : {}),
    ...(to ? { to: start(to, 1) } : {}),
    ...(subject ? { subject_id: subject } : {}),
  }
}

/** Saves all that fits, whatever page is shown. */
export async function save(filters: Filters): Promise<void> {
  const query = new URLSearchParams(
    Object.entries(asQuery(filters)).map(([key, value]) => [key, String(value)]),
  )
  const path = `/admin/audit-log.csv${query.size ? `?${query}` : ''}`
  saveFile(await fetchFile(path, 'text/csv'), 'audit-log.csv')
}

export interface Difference {
  field: string
  before?: string
  after: string
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Amount = { amount: number; currency: string }
const isAmount = (value: unknown): value is Amount =>
  isObject(value) && typeof value.amount === 'number' && typeof value.currency === 'string'

/** What an entry says, line by line: what changed with both words of it, and everything else as it is. */
export function differences(
  detail: Record<string, unknown>,
  money: (amount: Amount) => string,
): Difference[] {
  const text = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–'
    if (isAmount(value)) return money(value)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  const { before, after, ...rest } = detail
  const lines: Difference[] = []
  if (isObject(before) || isObject(after)) {
    const was = isObject(before) ? before : {}
    const is = isObject(after) ? after : {}
    for (const field of new Set([...Object.keys(was), ...Object.keys(is)]))
      if (JSON.stringify(was[field]) !== JSON.stringify(is[field]))
        lines.push({ field, before: text(was[field]), after: text(is[field]) })
  } else if (before !== undefined || after !== undefined) {
    lines.push({ field: '', before: text(before), after: text(after) })
  }
  const { currency, ...others } = rest
  const said = isAmount(rest) ? { ...others, amount: { amount: rest.amount, currency } } : rest
  for (const [field, value] of Object.entries(said)) lines.push({ field, after: text(value) })
  return lines
}
