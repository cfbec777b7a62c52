import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name, for the window's title; a page that shows one thing sets it with `useTitle`. */
    title?: string
    /** Files of `i18n/locales/<language>/` that the page needs beside `app`, `ui` and `words`. */
    texts?: string[]
    signedIn?: boolean
    /** For who is not signed in: others are led on. */
    guest?: boolean
    roles?: Role[]
  }
}

const sponsor: Role[] = ['sponsor']
const sides: Role[] = ['sponsor', 'influencer']
const admin: Role[] = ['admin']

/** For anyone. */
const open: RouteRecordRaw[] = [
  {
    path: '',
    name: 'landing',
    meta: { title: 'home.landing.title', texts: ['home'] },
    component: () => import('@/home/LandingPage.vue'),
  },
  {
    path: 'campaigns',
    name: 'public-campaigns',
    meta: { title: 'app.nav.campaigns', texts: ['campaigns', 'discovery'] },
    component: () => import('@/discovery/PublicCampaignsPage.vue'),
  },
  {
    path: 'campaigns/:id',
    name: 'public-campaign',
    meta: { texts: ['campaigns', 'discovery'] },
    component: () => import('@/campaigns/PublicCampaignPage.vue'),
  },
  {
    path: 'influencers',
    name: 'public-influencers',
    meta: { title: 'app.nav.influencers', texts: ['discovery', 'profiles'] },
    component: () => import('@/discovery/PublicInfluencersPage.vue'),
  },
  {
    path: 'influencers/:username',
    name: 'influencer',
    meta: { texts: ['profiles', 'discovery', 'reviews'] },
    component: () => import('@/profiles/InfluencerPage.vue'),
  },
  {
    path: 'sponsors/:username',
    name: 'sponsor',
    meta: { texts: ['profiles', 'discovery', 'campaigns', 'reviews'] },
    component: () => import('@/profiles/SponsorPage.vue'),
  },
  {
    path: 'agreements/:code',
    name: 'agreement',
    meta: { title: 'agreements.title', texts: ['agreements'] },
    component: () => import('@/agreements/AgreementPage.vue'),
  },
  {
    path: 'terms',
    name: 'terms',
    meta: { title: 'app.nav.terms', texts: ['home'] },
    component: () => import('@/home/TermsPage.vue'),
  },
]

/** The ways in. */
const doors: RouteRecordRaw[] = [
  {
    path: 'sign-in',
    name: 'sign-in',
    meta: { title: 'app.nav.signIn', guest: true },
    component: () => import('@/accounts/SignInPage.vue'),
  },
  {
    path: 'sign-up',
    name: 'sign-up',
    meta: { title: 'app.nav.signUp', guest: true },
    component: () => import('@/accounts/SignUpPage.vue'),
  },
  {
    path: 'forgot-password',
    name: 'forgot-password',
    meta: { title: 'accounts.forgot.title', guest: true },
    component: () => import('@/accounts/ForgotPasswordPage.vue'),
  },
  {
    path: 'reset-password',
    name: 'reset-password',
    meta: { title: 'accounts.reset.title' },
    component: () => import('@/accounts/ResetPasswordPage.vue'),
  },
  {
    path: 'verify-email',
    name: 'verify-email',
    meta: { title: 'accounts.verify.title' },
    component: () => import('@/accounts/VerifyEmailPage.vue'),
  },
  {
    path: 'unsubscribe',
    name: 'unsubscribe',
    meta: { title: 'notifications.unsubscribe.title', texts: ['notifications'] },
    component: () => import('@/notifications/UnsubscribePage.vue'),
  },
]

/** Behind the login, under `/app`. */
const inside: RouteRecordRaw[] = [
  {
    path: '',
    name: 'home',
    meta: { title: 'app.nav.home', texts: ['dashboard', 'ad-requests', 'collaborations'], roles: sides },
    component: () => import('@/home/HomePage.vue'),
  },
  {
    path: 'campaigns',
    name: 'campaigns',
    meta: { title: 'app.nav.campaigns', texts: ['campaigns', 'exports'], roles: sponsor },
    component: () => import('@/campaigns/CampaignsPage.vue'),
  },
  {
    path: 'campaigns/new',
    name: 'campaign-new',
    meta: { title: 'campaigns.new', texts: ['campaigns', 'discovery'], roles: sponsor },
    component: () => import('@/campaigns/CampaignFormPage.vue'),
  },
  {
    path: 'campaigns/:id',
    name: 'campaign',
    meta: { texts: ['campaigns', 'ad-requests', 'discovery'] },
    component: () => import('@/campaigns/CampaignPage.vue'),
  },
  {
    path: 'campaigns/:id/edit',
    name: 'campaign-edit',
    meta: { title: 'campaigns.edit', texts: ['campaigns', 'discovery'], roles: sponsor },
    component: () => import('@/campaigns/CampaignFormPage.vue'),
  },
  {
    // `?influencer=<id>` makes it an invitation, without it it is an application.
    path: 'campaigns/:id/ad-requests/new',
    name: 'ad-request-new',
    meta: { title: 'ad-requests.new', texts: ['ad-requests', 'campaigns'], roles: sides },
    component: () => import('@/ad-requests/AdRequestFormPage.vue'),
  },
  {
    path: 'discover',
    name: 'discover',
    meta: { title: 'app.nav.discover', texts: ['discovery', 'campaigns', 'profiles'], roles: sides },
    component: () => import('@/discovery/DiscoverPage.vue'),
  },
  {
    path: 'influencers/:username',
    name: 'app-influencer',
    meta: { texts: ['profiles', 'discovery', 'reviews', 'privacy'] },
    component: () => import('@/profiles/InfluencerPage.vue'),
  },
  {
    path: 'sponsors/:username',
    name: 'app-sponsor',
    meta: { texts: ['profiles', 'discovery', 'campaigns', 'reviews', 'privacy'] },
    component: () => import('@/profiles/SponsorPage.vue'),
  },
  {
    path: 'ad-requests',
    name: 'ad-requests',
    meta: { title: 'app.nav.adRequests', texts: ['ad-requests', 'exports'], roles: sides },
    component: () => import('@/ad-requests/AdRequestsPage.vue'),
  },
  {
    path: 'ad-requests/:id',
    name: 'ad-request',
    meta: { texts: ['ad-requests'], roles: sides },
    component: () => import('@/ad-requests/AdRequestPage.vue'),
  },
  {
    path: 'collaborations',
    name: 'collaborations',
    meta: {
      title: 'app.nav.collaborations',
      texts: ['collaborations', 'ad-requests', 'exports'],
      roles: sides,
    },
    component: () => import('@/collaborations/CollaborationsPage.vue'),
  },
  {
    path: 'collaborations/:id',
    name: 'collaboration',
    meta: { texts: ['collaborations', 'ad-requests', 'agreements', 'reviews', 'rights'], roles: sides },
    component: () => import('@/collaborations/CollaborationPage.vue'),
  },
  {
    path: 'messages',
    name: 'messages',
    meta: { title: 'app.nav.messages', texts: ['messages', 'collaborations'], roles: sides },
    component: () => import('@/messages/MessagesPage.vue'),
  },
  {
    path: 'messages/:id',
    name: 'conversation',
    meta: { title: 'app.nav.messages', texts: ['messages', 'collaborations'], roles: sides },
    component: () => import('@/messages/MessagesPage.vue'),
  },
  {
    path: 'rights',
    name: 'rights',
    meta: { title: 'app.nav.rights', texts: ['rights', 'ad-requests'], roles: sides },
    component: () => import('@/rights/RightsPage.vue'),
  },
  {
    path: 'wallet',
    name: 'wallet',
    meta: { title: 'app.nav.wallet', texts: ['wallet'], roles: sides },
    component: () => import('@/wallet/WalletPage.vue'),
  },
  {
    path: 'profile',
    name: 'profile',
    meta: { title: 'app.nav.profile', texts: ['profiles', 'discovery', 'reviews'], roles: sides },
    component: () => import('@/profiles/ProfilePage.vue'),
  },
  {
    path: 'settings',
    name: 'settings',
    meta: { title: 'app.nav.settings', texts: ['accounts', 'notifications', 'privacy', 'webhooks'] },
    component: () => import('@/accounts/SettingsPage.vue'),
  },
  {
    path: 'settings/webhooks/:id',
    name: 'webhook',
    meta: { title: 'webhooks.one', texts: ['webhooks'] },
    props: true,
    component: () => import('@/webhooks/WebhookPage.vue'),
  },
  {
    path: 'notifications',
    name: 'notifications',
    meta: { title: 'app.notifications.title', texts: ['notifications'] },
    component: () => import('@/notifications/NotificationsPage.vue'),
  },
  {
    path: 'reports',
    name: 'reports',
    meta: { title: 'app.nav.reports', texts: ['reports'], roles: sponsor },
    component: () => import('@/reports/ReportsPage.vue'),
  },
  {
    path: 'reports/:month',
    name: 'report',
    meta: { title: 'app.nav.reports', texts: ['reports'], roles: sponsor },
    component: () => import('@/reports/ReportPage.vue'),
  },
  {
    path: 'exports',
    name: 'exports',
    meta: { title: 'app.nav.exports', texts: ['exports'] },
    component: () => import('@/exports/ExportsPage.vue'),
  },
  {
    path: 'admin',
    meta: { texts: ['admin'], roles: admin },
    children: [
      {
        path: '',
        name: 'admin',
        meta: { title: 'app.nav.overview' },
        component: () => import('@/admin/OverviewPage.vue'),
      },
      {
        path: 'approvals',
        name: 'admin-approvals',
        meta: { title: 'app.nav.approvals' },
        component: () => import('@/admin/ApprovalsPage.vue'),
      },
      {
        path: 'users',
        name: 'admin-users',
        meta: { title: 'app.nav.users' },
        component: () => import('@/admin/UsersPage.vue'),
      },
      {
        path: 'campaigns',
        name: 'admin-campaigns',
        meta: { title: 'app.nav.campaigns', texts: ['admin', 'campaigns', 'exports'] },
        component: () => import('@/admin/CampaignsPage.vue'),
      },
      {
        path: 'disputes',
        name: 'admin-disputes',
        meta: { title: 'app.nav.disputes', texts: ['collaborations', 'ad-requests'] },
        component: () => import('@/disputes/DisputesPage.vue'),
      },
      {
        path: 'disputes/:id',
        name: 'admin-dispute',
        meta: { title: 'app.nav.disputes', texts: ['collaborations', 'ad-requests', 'messages'] },
        component: () => import('@/disputes/DisputePage.vue'),
      },
      {
        path: 'reports',
        name: 'admin-reports',
        meta: { title: 'app.nav.moderation', texts: ['safety'] },
        component: () => import('@/safety/ReportsPage.vue'),
      },
      {
        path: 'reports/:id',
        name: 'admin-report',
        meta: { title: 'app.nav.moderation', texts: ['safety', 'collaborations'] },
        component: () => import('@/safety/CasePage.vue'),
      },
      {
        path: 'audit-log',
        name: 'admin-audit-log',
        meta: { title: 'app.nav.auditLog', texts: ['safety'] },
        component: () => import('@/safety/AuditPage.vue'),
      },
      {
        path: 'niches',
        name: 'admin-niches',
        meta: { title: 'app.nav.niches' },
        component: () => import('@/admin/NichesPage.vue'),
      },
      {
        path: 'jobs',
        name: 'admin-jobs',
        meta: { title: 'app.nav.jobs', texts: ['jobs'] },
        component: () => import('@/jobs/JobsPage.vue'),
      },
      {
        path: 'outbox',
        name: 'admin-outbox',
        meta: { title: 'app.nav.outbox', texts: ['outbox'] },
        component: () => import('@/outbox/OutboxPage.vue'),
      },
    ],
  },
]

const notFound = () => import('@/app/NotFoundPage.vue')

/** Every page of the app. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/app',
    component: () => import('@/app/AppShell.vue'),
    meta: { signedIn: true },
    children: [...inside, { path: ':rest(.*)*', meta: { title: 'app.notFound.title' }, component: notFound }],
  },
  // Both frames have the path `/`: the first one is what stands there.
  {
    path: '/',
    component: () => import('@/app/PublicLayout.vue'),
    children: [
      ...open,
      { path: ':rest(.*)*', name: 'not-found', meta: { title: 'app.notFound.title' }, component: notFound },
    ],
  },
  {
    path: '/',
    component: () => import('@/app/DoorLayout.vue'),
    meta: { texts: ['accounts'] },
    children: doors,
  },
]
