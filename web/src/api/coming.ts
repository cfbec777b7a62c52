// Paths that the server's description does not name yet; each goes away when it does.
interface Read<T, Query = never, Path = never> {
  parameters: { query?: Query; path?: Path }
  requestBody?: never
  responses: { 200: { headers: object; content: { 'application/json': T } } }
}
interface Send<T, Body = undefined, Path = never> {
  parameters: { query?: never; path?: Path }
  requestBody?: Body extends undefined ? never : { content: { 'application/json': Body } }
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

export type ExportKind = 'campaigns' | 'ad_requests' | 'collaborations' | 'earnings'
export type ExportStatus = 'queued' | 'running' | 'done' | 'failed' | 'expired'
export interface Export {
  id: string
  kind: ExportKind
  status: ExportStatus
  /** In percent. */
  progress: number
  rows: number
  size: number | null
  file_name: string | null
  created_at: string
  finished_at: string | null
  expires_at: string | null
  actions: string[]
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
  '/exports': { get: Read<List<Export>, Pages>; post: Send<Export, { kind: ExportKind }> }
  '/exports/{id}': { get: Read<Export, never, { id: string }> }
  '/exports/{id}/ticket': { post: Send<{ url: string; expires_at: string }, undefined, { id: string }> }
  '/admin/outbox': { get: Read<List<OutboxMail> & { enabled: boolean }, Pages & { q?: string }> }
  '/admin/outbox/{id}': { get: Read<OutboxMessage, never, { id: string }> }
}
