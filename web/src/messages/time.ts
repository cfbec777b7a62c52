const kept = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const made = kept.get(key) ?? new Intl.DateTimeFormat(locale, options)
  kept.set(key, made)
  return made
}

/** The time of day: "14:02". */
export const clock = (moment: string, locale: string): string =>
  format(locale, { timeStyle: 'short' }).format(new Date(moment))

/** As short as it is clear: the time of today, the weekday of this week, else the day. */
export function shortTime(moment: string, locale: string, now = new Date()): string {
  const date = new Date(moment)
  if (date.toDateString() === now.toDateString()) return clock(moment, locale)
  if (now.getTime() - date.getTime() < 6 * 86_400_000)
    return format(locale, { weekday: 'short' }).format(date)
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return format(locale, { day: 'numeric', month: 'short', ...year }).format(date)
}
