import type { CampaignStatus, Money } from './types'

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

export interface ReportHead {
  month: string
  created_at: string
  campaigns: Report['campaigns']
  ad_requests: Report['ad_requests']
  ads: Report['ads']
  /** Of the currency with the most going on. */
  money: ReportMoney | null
}
/** A figure of the month beside that of the month before. */
export interface Trend {
  value: number
  before: number
  change_percent: number | null
}
export interface ReportMoney {
  currency: string
  agreed: Trend
  budget: number
  committed: number
  spent: number
  available: number
  days: number[]
  days_before: number[]
  months: { month: string; agreed: number }[]
}
export interface ReportCampaign {
  id: string
  title: string
  status: CampaignStatus
  start_date: string
  end_date: string
  budget: Money
  committed: Money
  spent: Money
  agreed: Money
  ad_requests: number
  accepted: number
  pending: number
  ads_done: number
  ads_total: number
}
export interface ReportInfluencer {
  id: string
  username: string
  display_name: string
  avatar_url: string | null
  reach: number
  accepted: number
  agreed: Money
}
export interface Report {
  month: string
  time_zone: string
  campaigns: Record<'running' | 'started' | 'ended', Trend>
  ad_requests: Record<
    'sent' | 'received' | 'accepted' | 'rejected' | 'withdrawn' | 'expired' | 'pending',
    Trend
  >
  ads: { agreed: Trend; done: number; total: number }
  money: ReportMoney[]
  outcome?: {
    clicks: Trend
    conversions: Trend
    revenue: { currency: string; amount: Trend }[]
  } | null
  campaign_rows: ReportCampaign[]
  top_influencers: ReportInfluencer[]
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
  '/reports': { get: Read<List<ReportHead>, Pages> }
  '/reports/{month}': { get: Read<Report, never, { month: string }> }
  '/admin/outbox': { get: Read<List<OutboxMail> & { enabled: boolean }, Pages & { q?: string }> }
  '/admin/outbox/{id}': { get: Read<OutboxMessage, never, { id: string }> }
}
