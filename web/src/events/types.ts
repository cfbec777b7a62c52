import type { Export, Message, Notification } from '@/api'

/** What the server tells of as it happens, by name. */
export interface LiveEvents {
  notification: { notification: Notification; unread: number }
  notifications_read: { unread: number }
  message: { conversation_id: string; message: Message; unread: number }
  read: { conversation_id: string; user_id: string; up_to: number }
  typing: { conversation_id: string; user_id: string }
  progress: { kind: 'export'; id: string; status: Export['status']; progress: number }
  /** The stream is open, and what was missed is on its way. */
  ready: Record<string, never>
  /** More was missed than the server remembers: what is shown is to be read again. */
  reset: Record<string, never>
}

export type LiveEvent = keyof LiveEvents
