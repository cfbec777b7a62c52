import type { Influencer, Sponsor } from '@/api'

export interface Wish {
  /** Key of its words. */
  key: string
  there: boolean
  /** Without it the profile is not complete. */
  needed: boolean
}

/** What an influencer's profile has and lacks, what is needed first. */
export function influencerWishes(
  profile: Pick<
    Influencer,
    'bio' | 'country' | 'niches' | 'channels' | 'avatar_url' | 'rate_card' | 'portfolio' | 'languages'
  >,
): Wish[] {
  return [
    { key: 'bio', there: !!profile.bio.trim(), needed: true },
    { key: 'country', there: !!profile.country, needed: true },
    { key: 'niches', there: profile.niches.length > 0, needed: true },
    { key: 'channels', there: profile.channels.length > 0, needed: true },
    { key: 'avatar', there: !!profile.avatar_url, needed: false },
    { key: 'languages', there: profile.languages.length > 0, needed: false },
    { key: 'rates', there: profile.rate_card.length > 0, needed: false },
    { key: 'portfolio', there: profile.portfolio.length > 0, needed: false },
  ]
}

/** What a sponsor's profile has and lacks; an admin looks at it before approving. */
export function sponsorWishes(
  profile: Pick<Sponsor, 'industry' | 'website' | 'description' | 'country' | 'logo_url' | 'yearly_budget'>,
): Wish[] {
  return [
    { key: 'description', there: !!profile.description.trim(), needed: true },
    { key: 'industry', there: !!profile.industry.trim(), needed: true },
    { key: 'website', there: !!profile.website, needed: true },
    { key: 'country', there: !!profile.country, needed: true },
    { key: 'logo', there: !!profile.logo_url, needed: false },
    { key: 'budget', there: !!profile.yearly_budget, needed: false },
  ]
}
