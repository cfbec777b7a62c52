import { createParser } from 'eventsource-parser'
import { send } from '@/api/client'

/** The server says something every 15 seconds. */
const SILENCE = 45_000
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000

export interface Hearing {
  /** The last event that was heard; kept by the caller, so that a stream that is opened later goes on from there. */
  mark: { id: string }
  /** Called for each event; `ready` comes first on every connection. */
  hear: (name: string, data: unknown) => void
  /** Called when the stream is there, and when it is gone. */
  live: (is: boolean) => void
}

/** Opens the stream and keeps it open until `signal` says that it is enough. What is missed meanwhile is told later. */
export async function listen({ mark, hear, live }: Hearing, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const ended = await hearOnce(mark.id, signal, (name, data, id) => {
      if (id !== undefined) mark.id = id
      if (name === 'ready' || name === 'reset') {
        failures = 0
        live(true)
      }
      hear(name, data)
    })
    live(false)
    if (ended === 'refused') return
    failures++
    await pause(waitAfter(failures), signal)
  }
}

/** Longer and longer, and not all at the same moment when a server comes back. */
export function waitAfter(failures: number, random = Math.random()): number {
  return Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (0.5 + random / 2)
}

type Heard = (name: string, data: unknown, id: string | undefined) => void

async function hearOnce(lastId: string, signal: AbortSignal, heard: Heard): Promise<'lost' | 'refused'> {
  const silent = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const stillThere = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silent.abort(), SILENCE)
  }
  const parser = createParser({
    onEvent: ({ event, data, id }) => heard(event ?? 'message', JSON.parse(data), id),
  })
  try {
    stillThere()
    const headers = { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) }
    const url = new URL('/api/v1/events', location.href)
    const response = await send(
      new Request(url, { headers, cache: 'no-store', signal: AbortSignal.any([signal, silent.signal]) }),
    )
    // Whoever is not signed in any more has nothing to hear.
    if (response.status === 401 || response.status === 403) return 'refused'
    if (!response.ok || !response.body) return 'lost'
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return 'lost'
      stillThere()
      parser.feed(value)
    }
  } catch {
    return 'lost'
  } finally {
    clearTimeout(timer)
  }
}

function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
