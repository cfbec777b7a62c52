import { localDay } from '@/lib/localDay'

interface Dated {
  created_at: string
}

/** Puts a list that runs from new to old into days; `distance` is 0 for today, 1 for yesterday. */
export function byDay<T extends Dated>(items: T[], now = new Date()) {
  const today = Date.parse(localDay(now))
  const days: { day: string; distance: number; items: T[] }[] = []
  for (const item of items) {
    const day = localDay(new Date(item.created_at))
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, distance: Math.round((today - Date.parse(day)) / 86_400_000), items: [item] })
  }
  return days
}
