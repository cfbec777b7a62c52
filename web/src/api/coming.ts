// Paths that the server's description does not name yet; each goes away when it does.
interface Read<T, Query = never, Path = never> {
  parameters: { query?: Query; path?: Path }
  requestBody?: never
  responses: { 200: { headers: object; content: { 'application/json': T } } }
}
interface List<T> {
  items: T[]
  next_cursor: string | null
}
interface Pages {
  limit?: number
  cursor?: string
}

export interface OutboxMail {
  id: string
  to: string
  subject: string
  created_at: string
}
export interface OutboxMessage extends OutboxMail {
  html: string
  text: string
  attachments: { name: string; size: number; content_type: string }[]
}

export interface ComingPaths {
  '/admin/outbox': { get: Read<List<OutboxMail> & { enabled: boolean }, Pages & { q?: string }> }
  '/admin/outbox/{id}': { get: Read<OutboxMessage, never, { id: string }> }
}
