import { mount } from '@vue/test-utils'
import { beforeAll, expect, it } from 'vitest'
import type { Proof } from '@/api'
import { i18n, loadTexts } from '@/i18n'
import ProofView from './ProofView.vue'

const link = { by: 'sponsor' as const, created_at: '2026-03-01T10:00:00Z', holds: true }
const proof: Proof = {
  valid: true,
  holds: true,
  hash: 'a'.repeat(64),
  signature: 'b'.repeat(128),
  public_key: 'c'.repeat(64),
  offered_at: '2026-03-01T10:00:00Z',
  accepted_at: '2026-03-02T10:00:00Z',
  revisions: [
    { ...link, number: 1, hash: 'd'.repeat(64) },
    { ...link, number: 2, hash: 'e'.repeat(64) },
  ],
}
const mounted = (proof: Proof) => mount(ProofView, { props: { proof }, global: { plugins: [i18n] } })

beforeAll(() => loadTexts(['agreements']))

it('calls an agreement intact that is', () => {
  const page = mounted(proof)
  expect(page.find('h1').text()).toBe('This agreement is intact')
  expect(page.findAll('li').map((one) => one.text().includes('Accepted'))).toEqual([false, true])
  expect(page.text()).not.toContain('match')
})

it('says which version of the terms is not what was agreed on', () => {
  const [first, second] = proof.revisions
  const page = mounted({ ...proof, valid: false, revisions: [first!, { ...second!, holds: false }] })
  expect(page.find('h1').text()).toBe('This agreement is not intact')
  expect(page.findAll('li').map((one) => one.text().includes('Does not match'))).toEqual([false, true])
})

it('says that the signature is not its own', () => {
  const page = mounted({ ...proof, valid: false, holds: false })
  expect(page.find('h1').text()).toBe('This agreement is not intact')
  expect(page.text()).toContain('The signature does not match the agreement')
})
