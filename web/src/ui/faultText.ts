import type { Fault } from '@/api'

/** What is wrong with a value, in the reader's words where we have them for its code and in the server's otherwise. */
export function faultText(
  fault: Fault | undefined,
  t: (key: string, named: Record<string, unknown>) => string,
  te: (key: string) => boolean,
): string | undefined {
  const key = `ui.fault.${fault?.code}`
  if (!fault || !te(key)) return fault?.message
  return t(key, { n: /\d+/.exec(fault.message)?.[0] ?? '', at: '@' })
}
