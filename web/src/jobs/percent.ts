import type { Progress } from '@/api'

/** Undefined while nobody knows how much there is to do. */
export function percentOf({ done, total }: Progress): number | undefined {
  return total > 0 ? (done / total) * 100 : undefined
}
