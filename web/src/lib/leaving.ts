let ask: () => Promise<boolean> = () => Promise.resolve(true)

/** The app says how it asks; forms only need the answer. */
export function askBeforeLeaving(how: () => Promise<boolean>): void {
  ask = how
}

export function confirmLeaving(): Promise<boolean> {
  return ask()
}
