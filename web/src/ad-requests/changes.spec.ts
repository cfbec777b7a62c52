import { describe, expect, it } from 'vitest'
import type { Deliverable, Terms } from '@/api'
import { changesBetween, isEmpty } from './changes'
import { textDiff } from './textDiff'

const reel: Deliverable = { kind: 'reel', platform: 'instagram', count: 1, due_date: '2026-12-01', note: '' }
const story: Deliverable = { ...reel, kind: 'story' }
const base: Terms = {
  payment: { amount: 100_000, currency: 'EUR' },
  requirements: 'Daily use.',
  deliverables: [reel, story],
  usage_rights: 'none',
  usage_days: 0,
  exclusivity_days: 0,
  revisions_allowed: 2,
  kill_fee_percent: 50,
}
const offer = (patch: Partial<Terms> = {}, brief = 'b', disclosure = '#ad') => ({
  terms: { ...base, ...patch },
  brief,
  disclosure,
})

describe('changesBetween', () => {
  it('is empty for the same offer', () => {
    expect(isEmpty(changesBetween(offer(), offer()))).toBe(true)
  })
  it('names figures, and rights with their days as one', () => {
    const after = offer({
      payment: { amount: 120_000, currency: 'EUR' },
      usage_rights: 'paid',
      usage_days: 30,
      revisions_allowed: 1,
    })
    expect(changesBetween(offer(), after).figures).toEqual(['payment', 'usage', 'revisions_allowed'])
  })
  it('takes a fee that is not named for the usual one', () => {
    const { kill_fee_percent: _, ...terms } = base
    expect(isEmpty(changesBetween({ ...offer(), terms }, offer()))).toBe(true)
  })
  it('does not mind the order of territories', () => {
    const one = offer({ territories: ['DE', 'ES'] })
    expect(isEmpty(changesBetween(one, offer({ territories: ['ES', 'DE'] })))).toBe(true)
  })
  it('names texts that changed', () => {
    expect(changesBetween(offer(), offer({ requirements: 'More.' }, 'c', '#werbung')).texts).toEqual([
      'requirements',
      'brief',
      'disclosure',
    ])
  })
  it('tells added, removed and changed rows apart', () => {
    const video: Deliverable = { ...reel, kind: 'video', platform: 'youtube', amount: 60_000 }
    const later = { ...reel, due_date: '2026-12-09', count: 2 }
    expect(changesBetween(offer(), offer({ deliverables: [video, later] })).rows).toEqual([
      { after: video, parts: [] },
      { before: reel, after: later, parts: ['count', 'due_date'] },
      { before: story, parts: [] },
    ])
  })
  it('does not take a new place in the list for a change', () => {
    expect(isEmpty(changesBetween(offer(), offer({ deliverables: [story, reel] })))).toBe(true)
  })
  it('pairs equal rows before similar ones', () => {
    const second = { ...reel, note: 'second' }
    const before = offer({ deliverables: [reel, second] })
    const after = offer({ deliverables: [second] })
    expect(changesBetween(before, after).rows).toEqual([{ before: reel, parts: [] }])
  })
})

describe('textDiff', () => {
  const side = (before: string, after: string, without: 'gone' | 'new') =>
    textDiff(before, after)
      .filter((stretch) => stretch.kind !== without)
      .map((stretch) => stretch.text)
      .join('')

  it('marks what went and what came', () => {
    expect(textDiff('one two three', 'one four three')).toEqual([
      { kind: 'same', text: 'one ' },
      { kind: 'gone', text: 'two' },
      { kind: 'new', text: 'four' },
      { kind: 'same', text: ' three' },
    ])
  })
  it('reads neighbouring changes as one', () => {
    expect(textDiff('Two photographs in full, please', 'Get consent from all, please')).toEqual([
      { kind: 'gone', text: 'Two photographs in full' },
      { kind: 'new', text: 'Get consent from all' },
      { kind: 'same', text: ', please' },
    ])
  })
  it.each([
    ['', 'all new'],
    ['all gone', ''],
    ['घर में दिखाएँ', 'घर में और बाहर दिखाएँ'],
    ['在家里展示耳机', '在家里和户外展示耳机'],
    ['a\nb\nc', 'a\nc\nd'],
    ['word '.repeat(3000), 'word '.repeat(2990) + 'end'],
  ])('loses nothing of either text', (before, after) => {
    expect(side(before, after, 'new')).toBe(before)
    expect(side(before, after, 'gone')).toBe(after)
  })
})
