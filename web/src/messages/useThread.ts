import { useQuery, useQueryCache } from '@pinia/colada'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api, ask, type Message } from '@/api'
import { useSession } from '@/app/session'
import { isLive, useEvents } from '@/events'
import { readAgain } from '@/lib/readAgain'
import { useAsync } from '@/lib/useAsync'
import { usePolling } from '@/lib/usePolling'
import { useOutbox } from './outbox'

const PAGE = 30
/** For how long somebody is taken to be typing after they were heard of. */
const TYPING_MS = 5_000
/** How often the other side is told that one is typing. */
const TELL_MS = 3_000
/** How often it is looked for what is new while nothing is told live. */
const POLL_MS = 10_000

/** One conversation: what was said in it, live, and saying more. `id` stays what it is; another one is another thread. */
export function useThread(id: string) {
  const session = useSession()
  const cache = useQueryCache()
  const path = { params: { path: { id } } }
  const conversation = useQuery({
    key: ['conversations', 'one', id],
    staleTime: 0,
    query: ({ signal }) => ask(api.GET('/conversations/{id}', { ...path, signal })),
  })

  const messages = shallowRef<Message[]>([])
  const cursor = ref<string | null>()
  const last = computed(() => messages.value.at(-1)?.position ?? 0)

  function merge(more: Message[]): void {
    const all = new Map([...messages.value, ...more].map((message) => [message.position, message]))
    messages.value = [...all.values()].sort((a, b) => a.position - b.position)
  }
  const page = (from?: string | null) =>
    ask(
      api.GET('/conversations/{id}/messages', {
        params: { path: { id }, query: { limit: PAGE, ...(from ? { cursor: from } : {}) } },
      }),
    )

  const first = useAsync(async () => {
    const { items, next_cursor } = await page()
    merge(items)
    cursor.value = next_cursor
  })
  const older = useAsync(async () => {
    if (!cursor.value) return
    const { items, next_cursor } = await page(cursor.value)
    merge(items)
    cursor.value = next_cursor
  })
  /** Reads on from the newest until what was known before is reached: positions have no gap. */
  const catchUp = useAsync(async (since: number = last.value) => {
    let from: string | null | undefined
    do {
      const { items, next_cursor } = await page(from)
      merge(items)
      // Where nothing was known nothing is missing either: what is older is read as one scrolls there.
      if (!since) return void (cursor.value ??= next_cursor)
      from = (items.at(-1)?.position ?? 0) > since + 1 ? next_cursor : null
    } while (from)
  })

  const mine = (message: Pick<Message, 'author_id'>) => message.author_id === session.user?.id
  const typing = ref(false)
  let silence: ReturnType<typeof setTimeout> | undefined
  function hears(on: boolean): void {
    clearTimeout(silence)
    typing.value = on
    if (on) silence = setTimeout(() => (typing.value = false), TYPING_MS)
  }
  onScopeDispose(() => clearTimeout(silence))

  function take(message: Message): void {
    const since = last.value
    merge([message])
    if (message.position > since + 1) void catchUp.run(since)
  }
  const outbox = useOutbox(id, take)

  useEvents('message', (event) => {
    if (event.conversation_id !== id) return
    if (mine(event.message)) outbox.told(event.message)
    else hears(false)
    take(event.message)
  })
  /** Up to where the other side has read, and when, as far as it was heard of here. */
  const heard = ref<{ upTo: number; at: string }>()
  useEvents('read', (event) => {
    if (event.conversation_id !== id || event.user_id === session.user?.id) return
    heard.value = { upTo: event.up_to, at: new Date().toISOString() }
  })
  useEvents('typing', (event) => event.conversation_id === id && hears(true))
  const otherRead = computed(() => {
    const told = conversation.data.value
    const known = { upTo: told?.other_read_up_to ?? 0, at: told?.other_read_at ?? null }
    return heard.value && heard.value.upTo > known.upTo ? heard.value : known
  })

  let read = 0
  /** All that is there is read. */
  async function markRead(): Promise<void> {
    const upTo = last.value
    const known = Math.max(read, conversation.data.value?.read_up_to ?? 0)
    const foreign = messages.value.some((message) => message.position > known && !mine(message))
    if (!foreign || !conversation.data.value) return
    read = upTo
    try {
      const now = await ask(api.POST('/conversations/{id}/read', { ...path, body: { up_to: upTo } }))
      cache.setQueryData(['conversations', 'one', id], now)
      void readAgain(cache, ['conversations'])
    } catch {
      // It is tried again with the next message, or the next look.
      read = 0
    }
  }

  let told = 0
  function tellTyping(): void {
    if (Date.now() - told < TELL_MS) return
    told = Date.now()
    ask(api.POST('/conversations/{id}/typing', path)).catch(() => undefined)
  }

  // The stream says when it goes on and that nothing was lost; without it, it is looked now and then.
  const back = () => void catchUp.run()
  useEvents('ready', back)
  useEvents('reset', back)
  usePolling(
    () => catchUp.run(),
    () => (isLive.value ? undefined : POLL_MS),
  )
  void first.run()

  return {
    conversation,
    messages,
    last,
    first,
    older,
    catchUp: () => catchUp.run(),
    hasOlder: computed(() => !!cursor.value),
    typing,
    otherRead,
    mine,
    markRead,
    tellTyping,
    ...outbox,
    send(said: Parameters<typeof outbox.send>[0]): void {
      told = 0
      outbox.send(said)
    },
  }
}

export type Thread = ReturnType<typeof useThread>
