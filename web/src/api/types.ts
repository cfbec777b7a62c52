import type { components, paths } from './schema'

// The one place that names the generated schemas: when one is renamed, only this page changes.
type S = components['schemas']

/**
 * What the server answers carries every field, `null` where there is nothing; the generated types call such a field
 * optional too.
 */
type Full<T> = T extends (infer Item)[]
  ? Full<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Full<Exclude<T[Key], undefined>> }
    : T

export type Money = S['Money']
export type Problem = S['Problem']
export type Role = S['Role']
export type User = Full<S['UserOut']>
export type UserStatus = S['AccountStatus']
export type Me = User
export type Session = Full<S['LoginOut']>
export type BrowserSession = Full<S['SessionOut']>
export type ApiKey = Full<S['ApiKeyOut']>
/** What an API key may be used for. */
export type Scope = S['Scope']
export type Register = S['RegisterIn']
export type Niche = Full<S['NicheOut']> & { retired?: boolean }
export type Platform = S['Platform']
export type Flag = NonNullable<User['flag']>
export type FlagCase = Full<S['FlagOut']>
export type AbuseCase = Full<S['AbuseCase']>
export type AuditEntry = Omit<Full<S['AuditEntry']>, 'detail'> & { detail: unknown }
export type BulkAction = S['BulkAction']
export type Channel = Full<S['ChannelOut']>
export type ChannelIn = S['ChannelIn']
export type Rate = S['Rate']
export type InfluencerProfile = Full<S['InfluencerOut']>
export type InfluencerProfileIn = S['InfluencerProfileIn']
export type SponsorProfile = Sponsor
export type SponsorProfileIn = S['SponsorProfileIn']
export type Influencer = Full<S['InfluencerOut']>
export type InfluencerQuery = NonNullable<ApiPaths['/influencers']['get']['parameters']['query']>
export type Sponsor = Full<S['SponsorOut']> & { campaigns?: Campaign[]; conduct?: Conduct }
export type SponsorRef = Full<S['SponsorCard']>
export type InfluencerRef = Full<S['InfluencerCard']>
export type WebhookEndpoint = Full<S['WebhookEndpointOut']>
export type WebhookDelivery = Full<S['WebhookDeliveryOut']>
export type WebhookEvent = S['WebhookEvent']
export type SponsorDashboard = Full<S['SponsorDashboard']>
export type InfluencerDashboard = Full<S['InfluencerDashboard']>
export type Match = { score: number; reasons: MatchReason[] }
/** What speaks for a match; which of the fields is there follows from its kind. */
export type MatchReason = {
  kind: S['Reason']['kind']
  niche?: string
  platform?: Platform
  language?: string
  country?: string
}
export type Campaign = Full<S['CampaignOut']>
export type CampaignIn = S['CampaignIn']
export type CampaignStatus = S['CampaignStatus']
export type CampaignQuery = NonNullable<ApiPaths['/campaigns']['get']['parameters']['query']>
export type Deliverable = Omit<Full<S['DeliverableTerms']>, 'amount'> & Pick<S['DeliverableTerms'], 'amount'>
/** What is agreed on only sometimes is left out otherwise. */
type Sometimes = 'kill_fee_percent' | 'territories' | 'commission'
export type Terms = Omit<Full<S['Terms']>, Sometimes | 'deliverables'> &
  Pick<S['Terms'], Sometimes> & { deliverables: Deliverable[] }
export type Side = S['Side']
export type Revision = Omit<Full<S['RevisionOut']>, 'terms'> & { terms: Terms }
export type AdRequest = Omit<Full<S['AdRequestOut']>, 'terms' | 'revisions'> & {
  terms: Terms
  revisions?: Revision[] | null
}
export type AdRequestStatus = S['AdRequestStatus']
export type AdRequestQuery = NonNullable<ApiPaths['/ad-requests']['get']['parameters']['query']>
export type Collaboration = Omit<Full<S['CollaborationOut']>, 'terms'> & { terms: Terms }
export type CollaborationDeliverable = Full<S['DeliverableOut']>
/** Whose turn it is, until when, and what happens without them. */
export type Waiting = Full<S['WaitingOut']>
export type Submission = Full<S['SubmissionOut']>
/** A file that goes with something. */
export type Attachment = Full<S['AttachmentOut']>
export type WorkEvent = Full<S['HappeningOut']>
/** What a sponsor may do with a post. */
export type Licence = Full<S['LicenceOut']>
export type Right = Full<S['RightOut']>
/** Who works for whom alone. */
export type Exclusive = Full<S['ExclusiveOut']>
export type Resolution = S['ResolutionIn']
export type Wallet = Full<S['WalletOut']>
export type Balance = Full<S['BalanceOut']>
export type Payment = Full<S['PaymentOut']>
/** A movement on one's balance. */
export type Transaction = Full<S['TransactionOut']>
/** Money that came, or went when it is below zero. */
export type SignedMoney = S['SignedMoney']
export type Invoice = Full<S['InvoiceOut']>
/** How somebody stands on invoices. */
export type Billing = Full<S['BillingOut']>
/** A month on one's balances. */
export type Statement = Full<S['Statement']>
export type CurrencyStatement = Full<S['CurrencyStatement']>
export type CurrencyEarnings = Full<S['CurrencyEarnings']>
/** What one side says of the other. */
export type Review = Full<S['ReviewOut']>
/** How somebody conducts themselves, computed. */
export type Conduct = Full<S['Conduct']>
/** What there is to verify of an agreement. */
export type Proof = Full<S['ProofOut']>
/** `found`, `actions` and `refused` are left out where they do not apply. */
export type Conversation = Full<S['ConversationOut']>
export type Message = Full<S['MessageOut']>
/** What a message is about. */
export type MessageTopic = Full<S['TopicOut']>
export type NoticeGroup = S['Group']
export type Notification = Full<S['NotificationOut']>
/** By which ways the news of a group come. */
export type ChannelChoice = S['GroupPreference']
export type NotificationPreferences = Full<S['PreferencesOut']>
export type JobState = S['JobState']
export type Job = Full<S['JobOut']>
/** How many jobs of one kind there are in each state. */
export type JobKind = S['KindOut']
export type Progress = S['JobProgress']
export type Schedule = Full<S['ScheduleOut']>
export type JobSummary = Full<S['JobsSummary']>
export type Report = Full<S['Report']>
export type ReportHead = Full<S['ReportCard']>
/** A figure of the month beside that of the month before. */
export type Trend = Full<S['Trend']>
export type ReportMoney = Full<S['MoneyFigures']>
export type ReportCampaign = Full<S['CampaignFigure']>
export type ReportInfluencer = Full<S['InfluencerFigure']>
export type ExportKind = S['ExportKind']
export type Export = Full<S['ExportOut']>
/** A mail in the outbox, as its list shows it. */
export type OutboxMail = Full<S['OutboxItem']>
export type AdminStats = Full<S['AdminStats']>
export type AdminUser = Full<S['AdminUserOut']>

/** A page of a list. `next_cursor` is null on the last one; `total` only where it was asked for or is cheap. */
export interface Page<T> {
  items: T[]
  next_cursor: string | null
  total?: number | null
}

/** What the URL says is text; the server refuses a word that is none of its list. */
type FromUrl<Query> = {
  [Key in keyof Query]: Query[Key] extends string | null | undefined ? string | undefined : Query[Key]
}

type Operation<O> = O extends { parameters: infer P; responses: infer R }
  ? Omit<O, 'parameters' | 'responses'> & {
      parameters: P extends { query?: infer Query } ? Omit<P, 'query'> & { query?: FromUrl<Query> } : P
      responses: Full<R>
    }
  : O

/** The paths without their common prefix, as the calls write them. */
export type ApiPaths = {
  [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : Path]: {
    [Method in keyof paths[Path]]: Operation<paths[Path][Method]>
  }
}
