import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  bad?: boolean
  action?: { verb: string; run: () => unknown }
}

export const toasts = shallowRef<Toast[]>([])
/** Long enough to read and to reach the button. */
const STAYS = 6_000
let next = 1

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/** Tells what happened elsewhere; what happened here is told in place. */
export function say(text: string, more: Pick<Toast, 'bad' | 'action'> = {}): void {
  const id = next++
  toasts.value = [...toasts.value.slice(-2), { id, text, ...more }]
  setTimeout(() => dismiss(id), STAYS)
}
