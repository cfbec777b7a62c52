import type { components, paths } from './schema'

// The one place that names the generated schemas: when one is renamed, only this page changes.
type S = components['schemas']

export type Money = S['Money']
export type Problem = S['Problem']
export type Role = S['Role']
export type User = S['User']
export type UserStatus = S['UserStatus']
export type Me = S['Me']
export type Session = S['Session']
export type BrowserSession = S['BrowserSession']
export type Register = S['Register']
export type Niche = S['Niche']
export type Platform = S['Platform']
export type Channel = S['Channel']
export type ChannelIn = S['ChannelIn']
export type Rate = S['Rate']
export type InfluencerProfile = S['InfluencerProfile']
export type InfluencerProfileIn = S['InfluencerProfileIn']
export type SponsorProfile = S['SponsorProfile']
export type SponsorProfileIn = S['SponsorProfileIn']
export type Influencer = S['Influencer']
export type InfluencerQuery = S['InfluencerQuery']
export type Sponsor = S['Sponsor']
export type SponsorRef = S['SponsorRef']
export type InfluencerRef = S['InfluencerRef']
export type Match = S['Match']
export type MatchReason = S['MatchReason']
export type Campaign = S['Campaign']
export type CampaignIn = S['CampaignIn']
export type CampaignStatus = S['CampaignStatus']
export type CampaignQuery = S['CampaignQuery']
export type Deliverable = S['Deliverable']
export type Terms = S['Terms']
export type Side = S['Side']
export type Revision = S['Revision']
export type AdRequest = S['AdRequest']
export type AdRequestStatus = S['AdRequestStatus']
export type AdRequestQuery = S['AdRequestQuery']
export type Collaboration = S['Collaboration']
export type CollaborationDeliverable = S['CollaborationDeliverable']
export type AdminStats = S['AdminStats']
export type AdminUser = S['AdminUser']

/** A page of a list. `next_cursor` is null on the last one; `total` only where it was asked for or is cheap. */
export interface Page<T> {
  items: T[]
  next_cursor: string | null
  total?: number | null
}

/** The paths without their common prefix, as the calls write them. */
export type ApiPaths = {
  [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : Path]: paths[Path]
}
