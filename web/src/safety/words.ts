import type { AbuseCase } from '@/api'

export type Reason = AbuseCase['reports'][number]['reason']
export type Decision = NonNullable<AbuseCase['decision']>

export const REASONS: Reason[] = [
  'spam',
  'scam',
  'harassment',
  'impersonation',
  'hidden_advertising',
  'other',
]
export const DECISIONS: Decision[] = ['dismissed', 'warned', 'flagged', 'suspended']
export const REPORTED = ['campaign', 'profile', 'message'] as const

/** Where the thing stands that was reported or flagged, as far as it has a page. */
export function pageOf(kind: string, id: string, owner: { role: string; username: string }) {
  if (kind === 'campaign') return { name: 'campaign', params: { id } }
  if (kind === 'message') return undefined
  const params = { username: owner.username }
  return { name: owner.role === 'sponsor' ? 'app-sponsor' : 'app-influencer', params }
}
