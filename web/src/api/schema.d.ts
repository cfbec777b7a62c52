/**
 * The shape of the public interface, as `npm run api` writes it from `server/openapi.json`.
 * Until that document exists, this file is kept by hand in the same form. Never import it outside `src/api`.
 */

type Answer<Status extends number, Body> = {
  [S in Status]: { headers: { [name: string]: unknown }; content: { "application/json": Body } };
} & {
  default: {
    headers: { [name: string]: unknown };
    content: { "application/problem+json": components["schemas"]["Problem"] };
  };
};
type Op<R, O extends { query?: unknown; path?: unknown; body?: unknown; status?: number } = object> = {
  parameters: { header?: never; cookie?: never } & (O extends { query: infer Q } ? { query?: Q } : { query?: never }) &
    (O extends { path: infer P } ? { path: P } : { path?: never });
  responses: Answer<O extends { status: infer S extends number } ? S : 200, R>;
} & (O extends { body: infer B } ? { requestBody: { content: { "application/json": B } } } : { requestBody?: never });

type S = components["schemas"];
type Id = { id: string };
type Paging = { limit?: number; cursor?: string; count?: boolean };
type List<T> = { items: T[]; next_cursor: string | null; total?: number };
type Gone = Record<string, never>;

export interface paths {
  "/api/v1/auth/register": { post: Op<S["User"], { body: S["Register"]; status: 201 }> };
  "/api/v1/auth/login": { post: Op<S["Session"], { body: { login: string; password: string; totp?: string } }> };
  "/api/v1/auth/refresh": { post: Op<S["Session"]> };
  "/api/v1/auth/logout": { post: Op<Gone> };
  "/api/v1/session": { get: Op<{ user: S["Me"] | null }> };
  "/api/v1/auth/password": { post: Op<Gone, { body: { current_password: string; new_password: string } }> };
  "/api/v1/auth/email": { post: Op<Gone, { body: { email: string; password: string } }> };
  "/api/v1/auth/password/forgot": { post: Op<Gone, { body: { email: string } }> };
  "/api/v1/auth/password/reset": { post: Op<Gone, { body: { token: string; password: string } }> };
  "/api/v1/auth/email/verify": { post: Op<S["Me"], { body: { token: string } }> };
  "/api/v1/auth/email/resend": { post: Op<Gone> };
  "/api/v1/auth/sessions": { get: Op<List<S["BrowserSession"]>>; delete: Op<Gone> };
  "/api/v1/auth/sessions/{id}": { delete: Op<Gone, { path: Id }> };

  "/api/v1/me": {
    get: Op<S["Me"]>;
    patch: Op<S["Me"], { body: { display_name?: string; locale?: string; time_zone?: string } }>;
  };
  "/api/v1/me/apply-again": { post: Op<S["Me"]> };
  "/api/v1/me/influencer-profile": {
    get: Op<S["InfluencerProfile"]>;
    put: Op<S["InfluencerProfile"], { body: S["InfluencerProfileIn"] }>;
  };
  "/api/v1/me/sponsor-profile": {
    get: Op<S["SponsorProfile"]>;
    put: Op<S["SponsorProfile"], { body: S["SponsorProfileIn"] }>;
  };
  "/api/v1/me/channels": { post: Op<S["Channel"], { body: S["ChannelIn"]; status: 201 }> };
  "/api/v1/me/channels/{id}": {
    patch: Op<S["Channel"], { path: Id; body: Partial<S["ChannelIn"]> }>;
    delete: Op<Gone, { path: Id }>;
  };

  "/api/v1/influencers": { get: Op<List<S["Influencer"]>, { query: Paging & S["InfluencerQuery"] }> };
  "/api/v1/influencers/{username}": { get: Op<S["Influencer"], { path: { username: string } }> };
  "/api/v1/sponsors/{username}": { get: Op<S["Sponsor"], { path: { username: string } }> };
  "/api/v1/niches": { get: Op<{ items: S["Niche"][] }> };

  "/api/v1/campaigns": {
    get: Op<List<S["Campaign"]>, { query: Paging & S["CampaignQuery"] }>;
    post: Op<S["Campaign"], { body: S["CampaignIn"]; status: 201 }>;
  };
  "/api/v1/campaigns/{id}": {
    get: Op<S["Campaign"], { path: Id }>;
    patch: Op<S["Campaign"], { path: Id; body: Partial<S["CampaignIn"]> }>;
    delete: Op<Gone, { path: Id }>;
  };
  "/api/v1/campaigns/{id}/publish": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/campaigns/{id}/pause": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/campaigns/{id}/resume": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/campaigns/{id}/complete": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/campaigns/{id}/cancel": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/campaigns/{id}/ad-requests": {
    post: Op<S["AdRequest"], { path: Id; body: { influencer_id?: string; terms: S["Terms"]; message: string }; status: 201 }>;
  };

  "/api/v1/ad-requests": { get: Op<List<S["AdRequest"]>, { query: Paging & S["AdRequestQuery"] }> };
  "/api/v1/ad-requests/{id}": {
    get: Op<S["AdRequest"], { path: Id }>;
    patch: Op<S["AdRequest"], { path: Id; body: { terms: S["Terms"]; message: string } }>;
    delete: Op<Gone, { path: Id }>;
  };
  "/api/v1/ad-requests/{id}/counter": {
    post: Op<S["AdRequest"], { path: Id; body: { terms: S["Terms"]; message: string } }>;
  };
  "/api/v1/ad-requests/{id}/accept": { post: Op<S["AdRequest"], { path: Id; body: { revision: number } }> };
  "/api/v1/ad-requests/{id}/reject": { post: Op<S["AdRequest"], { path: Id; body: { reason?: string } }> };
  "/api/v1/ad-requests/{id}/withdraw": { post: Op<S["AdRequest"], { path: Id }> };

  "/api/v1/collaborations": {
    get: Op<List<S["Collaboration"]>, { query: Paging & { status?: string; campaign_id?: string } }>;
  };
  "/api/v1/collaborations/{id}": { get: Op<S["Collaboration"], { path: Id }> };

  "/api/v1/admin/stats": { get: Op<S["AdminStats"]> };
  "/api/v1/admin/users": {
    get: Op<List<S["AdminUser"]>, { query: Paging & { status?: string; role?: string; flagged?: boolean; q?: string } }>;
  };
  "/api/v1/admin/users/{id}/approve": { post: Op<S["AdminUser"], { path: Id }> };
  "/api/v1/admin/users/{id}/reject": { post: Op<S["AdminUser"], { path: Id; body: { reason: string } }> };
  "/api/v1/admin/users/{id}/flag": { post: Op<S["AdminUser"], { path: Id; body: { reason: string } }> };
  "/api/v1/admin/users/{id}/unflag": { post: Op<S["AdminUser"], { path: Id }> };
  "/api/v1/admin/users/{id}/suspend": { post: Op<S["AdminUser"], { path: Id; body: { reason: string } }> };
  "/api/v1/admin/users/{id}/reinstate": { post: Op<S["AdminUser"], { path: Id }> };
  "/api/v1/admin/campaigns": {
    get: Op<List<S["Campaign"]>, { query: Paging & { q?: string; status?: string; flagged?: boolean } }>;
  };
  "/api/v1/admin/campaigns/{id}/flag": { post: Op<S["Campaign"], { path: Id; body: { reason: string } }> };
  "/api/v1/admin/campaigns/{id}/unflag": { post: Op<S["Campaign"], { path: Id }> };
  "/api/v1/admin/niches": {
    get: Op<{ items: S["Niche"][] }>;
    post: Op<S["Niche"], { body: { slug?: string; name: string }; status: 201 }>;
  };
  "/api/v1/admin/niches/{slug}": {
    patch: Op<S["Niche"], { path: { slug: string }; body: { name?: string; retired?: boolean } }>;
    delete: Op<Gone, { path: { slug: string } }>;
  };
}

export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      detail?: string;
      code: string;
      request_id?: string;
      errors?: { pointer: string; code: string; message: string }[];
    };
    Money: { amount: number; currency: string };
    Role: "admin" | "sponsor" | "influencer";
    UserStatus: "pending_approval" | "active" | "rejected" | "suspended";
    Flag: { reason: string; flagged_at: string };
    User: {
      id: string;
      role: S["Role"];
      username: string;
      display_name: string;
      email?: string;
      status: S["UserStatus"];
      status_reason?: string | null;
      flag: S["Flag"] | null;
      email_verified: boolean;
      locale?: string | null;
      time_zone?: string | null;
      created_at: string;
      last_seen_at: string | null;
      version?: number;
      actions?: string[];
    };
    AdminUser: S["User"] & {
      industry?: string | null;
      website?: string | null;
      country?: string | null;
      niches?: string[] | null;
      reach?: number | null;
      campaigns?: number | null;
      ad_requests?: number | null;
    };
    Me: S["User"] & { locale?: string | null; time_zone?: string | null; avatar_url?: string | null };
    Register: {
      role: "sponsor" | "influencer";
      username: string;
      email: string;
      password: string;
      display_name: string;
      accept_terms?: boolean;
      of_age?: boolean;
      locale?: string;
      time_zone?: string;
    };
    Session: { access_token: string; token_type: string; expires_in: number; user: S["Me"] };
    BrowserSession: {
      id: string;
      user_agent: string | null;
      current: boolean;
      created_at: string;
      last_used_at: string;
    };
    Niche: { slug: string; name: string; retired?: boolean };
    Platform:
      | "instagram"
      | "youtube"
      | "tiktok"
      | "x"
      | "twitch"
      | "linkedin"
      | "facebook"
      | "pinterest"
      | "podcast"
      | "blog"
      | "other";
    ChannelIn: {
      platform: S["Platform"];
      handle: string;
      url?: string;
      followers: number;
      average_views?: number | null;
      /** Percent. */
      engagement_rate?: number | null;
    };
    Channel: S["ChannelIn"] & { id: string; confirmed_at: string | null };
    Rate: { kind: string; price: S["Money"] };
    InfluencerProfileIn: {
      bio: string;
      category: string;
      niches: string[];
      country: string | null;
      languages: string[];
      rate_card: S["Rate"][];
      portfolio: string[];
      available: boolean;
      accepts_messages: boolean;
    };
    InfluencerProfile: S["Influencer"];
    SponsorProfileIn: {
      kind: "company" | "individual";
      industry: string;
      website: string | null;
      description: string;
      country: string | null;
      yearly_budget: { min: S["Money"]; max: S["Money"] } | null;
    };
    SponsorProfile: S["Sponsor"];
    MatchReason: {
      kind: "niche" | "platform" | "language" | "country" | "reach" | "price";
      niche?: string;
      platform?: S["Platform"];
      language?: string;
      country?: string;
    };
    Match: { score: number; reasons: S["MatchReason"][] };
    Influencer: {
      id: string;
      username: string;
      display_name: string;
      bio: string;
      category: string;
      niches: string[];
      country: string | null;
      languages: string[];
      avatar_url: string | null;
      reach: number;
      /** Percent, of all channels weighted by followers. */
      engagement_rate: number | null;
      rate_card: S["Rate"][];
      lowest_price: S["Money"] | null;
      portfolio: string[];
      channels: S["Channel"][];
      available: boolean;
      accepts_messages: boolean;
      rating: number | null;
      rating_count: number;
      complete: boolean;
      match: S["Match"] | null;
      version: number;
      actions: string[];
    };
    Sponsor: {
      id: string;
      username: string;
      display_name: string;
      kind: "company" | "individual";
      industry: string;
      website: string | null;
      description: string;
      logo_url: string | null;
      country: string | null;
      yearly_budget: { min: S["Money"]; max: S["Money"] } | null;
      campaigns: S["Campaign"][];
      version: number;
      actions: string[];
    };
    SponsorRef: { id: string; username: string; display_name: string; logo_url: string | null };
    InfluencerRef: {
      id: string;
      username: string;
      display_name: string;
      avatar_url: string | null;
      reach: number;
    };
    UnmetRequirement: { pointer: string; code: string; message: string };
    InfluencerQuery: {
      q?: string;
      niche?: string;
      platform?: string;
      country?: string;
      language?: string;
      min_followers?: number;
      max_followers?: number;
      min_engagement?: number;
      max_engagement?: number;
      min_rating?: number;
      min_price?: number;
      max_price?: number;
      currency?: string;
      available?: boolean;
      sort?: string;
    };
    Requirements: { min_followers?: number | null; platforms: string[]; countries: string[]; languages: string[] };
    CampaignIn: {
      title: string;
      description: string;
      goals: string;
      niches: string[];
      start_date: string;
      end_date: string;
      budget: S["Money"];
      visibility: "public" | "private";
      requirements?: S["Requirements"];
      disclosure?: string;
    };
    CampaignStatus: "draft" | "active" | "paused" | "completed" | "cancelled";
    Campaign: {
      id: string;
      sponsor: S["SponsorRef"];
      title: string;
      description: string;
      /** Sanitised, safe to show. */
      description_html: string;
      goals: string;
      niches: string[];
      image_url: string | null;
      start_date: string;
      end_date: string;
      time_zone: string;
      budget: S["Money"];
      /** Null for all but the owner, as are `spent` and `available`. */
      committed: S["Money"] | null;
      spent: S["Money"] | null;
      available: S["Money"] | null;
      visibility: "public" | "private";
      requirements: S["Requirements"];
      disclosure: string;
      status: S["CampaignStatus"];
      flagged: boolean;
      flag: S["Flag"] | null;
      ad_requests: { [Status in S["AdRequestStatus"]]: number } | null;
      time_elapsed_percent: number;
      match: S["Match"] | null;
      my_ad_request_id: string | null;
      unmet_requirements: S["UnmetRequirement"][] | null;
      created_at: string;
      updated_at: string;
      version: number;
      actions: string[];
    };
    CampaignQuery: {
      q?: string;
      niche?: string;
      platform?: string;
      country?: string;
      min_budget?: number;
      max_budget?: number;
      currency?: string;
      starts_before?: string;
      ends_after?: string;
      status?: string;
      sort?: string;
      mine?: boolean;
    };
    Deliverable: {
      kind: string;
      platform: S["Platform"];
      count: number;
      due_date: string;
      note: string;
      /** What each of them earns, in minor units; left out, an even part. */
      amount?: number | null;
    };
    Terms: {
      payment: S["Money"];
      requirements: string;
      deliverables: S["Deliverable"][];
      usage_rights: "none" | "organic" | "paid";
      usage_days: number;
      exclusivity_days: number;
      revisions_allowed: number;
      kill_fee_percent?: number | null;
      territories?: string[];
      commission?: { percent: number } | null;
    };
    Side: "sponsor" | "influencer";
    Revision: {
      number: number;
      by: S["Side"];
      author: { id: string; display_name: string };
      message: string;
      terms: S["Terms"];
      brief: string;
      brief_html: string;
      disclosure: string;
      created_at: string;
      hash: string;
      changes: string[];
    };
    AdRequestStatus: "pending" | "accepted" | "rejected" | "withdrawn" | "expired";
    AdRequest: {
      id: string;
      campaign: {
        id: string;
        title: string;
        image_url: string | null;
        status: S["CampaignStatus"];
        budget: S["Money"];
        available: S["Money"] | null;
        end_date: string;
      };
      sponsor: S["SponsorRef"];
      influencer: S["InfluencerRef"];
      direction: "invitation" | "application";
      status: S["AdRequestStatus"];
      awaiting: S["Side"] | null;
      revision: number;
      terms: S["Terms"];
      message: string;
      revisions?: S["Revision"][];
      created_at: string;
      updated_at: string;
      expires_at: string | null;
      /** The clock stands still while the campaign is paused. */
      time_left_ms: number | null;
      closed_by?: S["Side"] | null;
      close_reason: string | null;
      closed_at: string | null;
      collaboration_id: string | null;
      warnings: { code: string; message: string }[];
      version: number;
      actions: string[];
    };
    AdRequestQuery: {
      status?: string;
      closed?: boolean;
      campaign_id?: string;
      awaiting?: string;
      direction?: string;
      q?: string;
      sort?: string;
    };
    CollaborationDeliverable: {
      id: string;
      kind: string;
      platform: S["Platform"];
      due_date: string;
      note: string;
      amount: S["Money"];
      status: string;
    };
    Collaboration: {
      id: string;
      ad_request_id: string;
      campaign: { id: string; title: string; image_url: string | null };
      sponsor: S["SponsorRef"];
      influencer: S["InfluencerRef"];
      status: "awaiting_funding" | "active" | "completed" | "cancelled" | "disputed";
      payment: S["Money"];
      terms: S["Terms"];
      revision: number;
      funding_due_at: string | null;
      deliverables: S["CollaborationDeliverable"][];
      created_at: string;
      version: number;
      actions: string[];
    };
    AdminStats: {
      users: { admin: number; sponsor: number; influencer: number };
      pending_approvals: number;
      flagged_users: number;
      flagged_campaigns: number;
      campaigns: {
        public: { [Status in S["CampaignStatus"]]?: number };
        private: { [Status in S["CampaignStatus"]]?: number };
      };
      ad_requests: { [Status in S["AdRequestStatus"]]: number };
    };
  };
}
