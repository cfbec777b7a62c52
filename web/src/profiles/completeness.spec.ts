import { expect, it } from 'vitest'
import { influencerWishes, sponsorWishes } from './completeness'

const missing = (wishes: { key: string; there: boolean; needed: boolean }[], needed: boolean) =>
  wishes.filter((wish) => !wish.there && wish.needed === needed).map((wish) => wish.key)

it('tells an influencer what is needed and what would help', () => {
  const empty = {
    bio: ' ',
    country: null,
    niches: [],
    channels: [],
    avatar_url: null,
    rate_card: [],
    portfolio: [],
    languages: ['de'],
  }
  expect(missing(influencerWishes(empty), true)).toEqual(['bio', 'country', 'niches', 'channels'])
  expect(missing(influencerWishes(empty), false)).toEqual(['avatar', 'rates', 'portfolio'])
  const some = { ...empty, bio: 'I cook.', country: 'DE', niches: ['food'] }
  expect(missing(influencerWishes(some), true)).toEqual(['channels'])
})

it('tells a sponsor what an admin looks for', () => {
  const profile = {
    industry: 'Food',
    website: 'https://example.org',
    description: 'Tea.',
    country: 'IN',
    logo_url: null,
    yearly_budget: null,
  }
  expect(missing(sponsorWishes(profile), true)).toEqual([])
  expect(missing(sponsorWishes(profile), false)).toEqual(['logo', 'budget'])
  expect(missing(sponsorWishes({ ...profile, website: '' }), true)).toEqual(['website'])
})
