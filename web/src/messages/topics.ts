import type { LucideIcon } from '@lucide/vue'
import { FileText, Handshake, Megaphone } from '@lucide/vue'
import type { RouteLocationRaw } from 'vue-router'
import type { MessageTopic, Side } from '@/api'

type Kind = MessageTopic['type']

export const TOPIC_ICONS: Record<Kind, LucideIcon> = {
  campaign: Megaphone,
  ad_request: FileText,
  collaboration: Handshake,
}

/** Where what a message is about stands for that side. */
export function topicPage(
  { type, id }: Pick<MessageTopic, 'type' | 'id'>,
  side: Side | null,
): RouteLocationRaw {
  const params = { id }
  if (type === 'ad_request') return { name: 'ad-request', params }
  if (type === 'collaboration') return { name: 'collaboration', params }
  return side === 'sponsor' ? { name: 'campaign', params } : `/app/campaigns/${id}`
}

/** What a new message is to be about, as the address of the conversation tells it: `ad_request:0193…`. */
export function readTopic(text: unknown): Pick<MessageTopic, 'type' | 'id'> | undefined {
  const [type, id] = String(text ?? '').split(':')
  return id && type && type in TOPIC_ICONS ? { type: type as Kind, id } : undefined
}
