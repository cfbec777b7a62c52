import { describe, expect, it } from 'vitest'
import { asQuery, differences as differencesIn } from './audit'

const differences = (detail: Record<string, unknown>) =>
  differencesIn(detail, ({ amount, currency }) => `${amount} ${currency}`)

describe('what an entry says', () => {
  it('shows what changed with both words of it, and what was said', () => {
    const detail = {
      before: { status: 'active', flagged: false },
      after: { status: 'active', flagged: true },
      reason: 'Spam.',
    }
    expect(differences(detail)).toEqual([
      { field: 'flagged', before: 'false', after: 'true' },
      { field: 'reason', after: 'Spam.' },
    ])
  })

  it('shows plain words, money and nothing', () => {
    expect(differences({ before: 'rejected', after: 'pending_approval' })).toEqual([
      { field: '', before: 'rejected', after: 'pending_approval' },
    ])
    expect(differences({ amount: { amount: 500, currency: 'EUR' }, deliverable: null })).toEqual([
      { field: 'amount', after: '500 EUR' },
      { field: 'deliverable', after: '–' },
    ])
    expect(differences({ amount: 500, currency: 'EUR', failure: 'declined' })).toEqual([
      { field: 'amount', after: '500 EUR' },
      { field: 'failure', after: 'declined' },
    ])
    expect(differences({})).toEqual([])
  })
})

describe('what is asked', () => {
  it('takes the last day whole', () => {
    const { from, to } = asQuery({
      q: '',
      action: '',
      by: '',
      from: '2026-11-20',
      to: '2026-11-21',
      subject: '',
    })
    expect(new Date(to ?? '').getTime() - new Date(from ?? '').getTime()).toBe(48 * 60 * 60_000)
  })
})
