/** Days up to which each stands for itself; of more, whole weeks are shown. */
const MOST_DAYS = 92

/** Steps of a chart: days, or weeks from Monday; of each its first day and the days in it. */
export function steps<Day extends { date: string }>(days: Day[]): { date: string; days: Day[] }[] {
  if (days.length <= MOST_DAYS) return days.map((day) => ({ date: day.date, days: [day] }))
  const weeks: { date: string; days: Day[] }[] = []
  for (const day of days) {
    const monday = new Date(day.date).getUTCDay() === 1
    const week = weeks.at(-1)
    if (week && !monday) week.days.push(day)
    else weeks.push({ date: day.date, days: [day] })
  }
  return weeks
}

/** The sum of one figure over the days of each step. */
export function sums<Day extends { date: string }>(
  of: { days: Day[] }[],
  figure: (day: Day) => number,
): number[] {
  return of.map(({ days }) => days.reduce((sum, day) => sum + figure(day), 0))
}
