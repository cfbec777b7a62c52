// What was typed survives a reload, a crash and a lost connection, until it is sent or the reader signs out.
const PREFIX = 'draft:'

export function readDraft<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(PREFIX + key)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

export function keepDraft(key: string, values: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(values))
  } catch {
    // Storage is full or forbidden: the form itself still holds the text.
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(PREFIX + key)
}

/** The next person at this browser must not find them. */
export function dropAllDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
}
