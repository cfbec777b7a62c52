import { onScopeDispose, ref } from 'vue'
import { api, ask, type Attachment, type Message, type MessageTopic } from '@/api'

/** A message on its way, or one that did not get there. */
export interface Outgoing {
  /** Also its idempotency key: however often it is tried, it is said once. */
  key: string
  body: string
  attachments: Attachment[]
  context?: Pick<MessageTopic, 'type' | 'id'>
  created_at: string
  error?: unknown
}

/** By conversation. Like every cached answer they go with the document when the session ends: see `signOut`. */
const outboxes = new Map<string, ReturnType<typeof newOutbox>>()

/** What is on its way in one conversation; it outlives the page, so that a message that failed is still there later. */
export function useOutbox(conversation: string, arrived: (message: Message) => void) {
  const kept = outboxes.get(conversation) ?? newOutbox(conversation)
  outboxes.set(conversation, kept)
  const { arrivals, ...outbox } = kept
  arrivals.add(arrived)
  onScopeDispose(() => arrivals.delete(arrived))
  return outbox
}

/** Sends one after the other, so that they arrive in the order in which they were written. */
function newOutbox(conversation: string) {
  const arrivals = new Set<(message: Message) => void>()
  const outgoing = ref<Outgoing[]>([])
  let queue: Promise<unknown> = Promise.resolve()

  const drop = (key: string) => (outgoing.value = outgoing.value.filter((one) => one.key !== key))
  const change = (key: string, error?: unknown) =>
    (outgoing.value = outgoing.value.map((one) => (one.key === key ? { ...one, error } : one)))

  async function post({ key, body, attachments, context }: Outgoing): Promise<void> {
    try {
      const message = await ask(
        api.POST('/conversations/{id}/messages', {
          params: { path: { id: conversation }, header: { 'Idempotency-Key': key } },
          body: { body, attachments: attachments.map(({ id }) => id), context: context ?? null },
        }),
      )
      drop(key)
      for (const arrived of arrivals) arrived(message)
    } catch (error) {
      change(key, error)
    }
  }
  function line(one: Outgoing): void {
    queue = queue.then(() => post(one))
  }

  function send(said: Pick<Outgoing, 'body' | 'attachments' | 'context'>): void {
    const one = { ...said, key: crypto.randomUUID(), created_at: new Date().toISOString() }
    outgoing.value = [...outgoing.value, one]
    line(one)
  }
  function again(one: Outgoing): void {
    change(one.key)
    line(one)
  }
  /** A message of one's own was told before its answer came: it is on its way no more. */
  function told(message: Message): void {
    const same = outgoing.value.find(
      (one) =>
        one.body === message.body &&
        one.attachments.map(({ id }) => id).join() === message.attachments.map(({ id }) => id).join(),
    )
    if (same) drop(same.key)
  }
  return { arrivals, outgoing, send, again, drop, told }
}
