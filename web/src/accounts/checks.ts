import type { Fault } from '@/api'

/** A fault for each value that is empty; the names are those of the request. */
export function required(values: Record<string, string | boolean>, t: (key: string) => string): Fault[] {
  return Object.entries(values)
    .filter(([, value]) => (typeof value === 'string' ? !value.trim() : !value))
    .map(([name]) => ({ pointer: `/${name}`, code: 'required', message: t('ui.fault.required') }))
}
