/** When a schedule comes, as the server says it: "every 15 min", "daily at 03:30", "monthly on day 1 at 06:00". */
export type Timing = { minutes: number } | { time: string; day?: number }

/** Undefined for what is said in another way. */
export function readTiming(words: string): Timing | undefined {
  const every = /^every (\d+) min$/.exec(words)
  if (every) return { minutes: Number(every[1]) }
  const at = /^(?:daily|monthly on day (\d+)) at (\d{2}:\d{2})$/.exec(words)
  if (!at?.[2]) return undefined
  return at[1] ? { time: at[2], day: Number(at[1]) } : { time: at[2] }
}
