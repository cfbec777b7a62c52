/** The calendar month that it is here, written 2026-10. */
export function thisMonth(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`
}

/** The month so many before that one. */
export function monthsBefore(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 - count, 1)).toISOString().slice(0, 7)
}

/** From this month back to the one of that instant, the latest first. */
export function monthsSince(instant: string, now = new Date()): string[] {
  const first = thisMonth(new Date(instant))
  const months = [thisMonth(now)]
  for (let last = months[0] ?? first; last > first;) {
    last = monthsBefore(last, 1)
    months.push(last)
  }
  return months
}
