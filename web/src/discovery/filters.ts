import { fractionDigits } from '@/lib/money'

/** A figure out of the address; undefined for what is none. */
export function figure(text: string): number | undefined {
  const value = Number(text.trim().replaceAll(/[\s,_']/g, ''))
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value
}

/** A whole number, for followers. */
export function count(text: string): number | undefined {
  const value = figure(text)
  return value === undefined ? undefined : Math.round(value)
}

/** Whole units as a person types them, in minor units as the server counts. */
export function minor(text: string, currency: string): number | undefined {
  const value = figure(text)
  return value === undefined ? undefined : Math.round(value * 10 ** fractionDigits(currency))
}

/** How many of these filters are set. */
export function active(query: Record<string, unknown>, names: readonly string[]): number {
  return names.filter((name) => query[name] !== '' && query[name] !== false && query[name] !== undefined)
    .length
}

/** Without the filters that are not set, so that the address asked for stays short. */
export function given<T extends object>(query: T): T {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== '' && value !== undefined && value !== false),
  ) as T
}
