import {
  BadgeCheck,
  Compass,
  FileChartColumn,
  FileDown,
  Handshake,
  House,
  Inbox,
  LayoutDashboard,
  ListChecks,
  Megaphone,
  MessageCircle,
  MessagesSquare,
  Scale,
  ScrollText,
  ShieldAlert,
  Stamp,
  Tags,
  UserRound,
  UsersRound,
  Wallet,
  type LucideIcon,
} from '@lucide/vue'
import type { Role } from '@/api'

export interface NavItem {
  /** Route name. */
  name: string
  /** Key of the label. */
  label: string
  icon: LucideIcon
  /** Current also below these paths. */
  path: string
}

const home: NavItem = { name: 'home', label: 'app.nav.home', icon: House, path: '/app' }
const discover: NavItem = {
  name: 'discover',
  label: 'app.nav.discover',
  icon: Compass,
  path: '/app/discover',
}
const adRequests: NavItem = {
  name: 'ad-requests',
  label: 'app.nav.adRequests',
  icon: MessagesSquare,
  path: '/app/ad-requests',
}
const collaborations: NavItem = {
  name: 'collaborations',
  label: 'app.nav.collaborations',
  icon: Handshake,
  path: '/app/collaborations',
}
const messages: NavItem = {
  name: 'messages',
  label: 'app.nav.messages',
  icon: MessageCircle,
  path: '/app/messages',
}
const wallet: NavItem = { name: 'wallet', label: 'app.nav.wallet', icon: Wallet, path: '/app/wallet' }
const earnings: NavItem = { ...wallet, label: 'app.nav.earnings' }
const campaigns: NavItem = {
  name: 'campaigns',
  label: 'app.nav.campaigns',
  icon: Megaphone,
  path: '/app/campaigns',
}
const profile: NavItem = { name: 'profile', label: 'app.nav.profile', icon: UserRound, path: '/app/profile' }
const reports: NavItem = {
  name: 'reports',
  label: 'app.nav.reports',
  icon: FileChartColumn,
  path: '/app/reports',
}
const rights: NavItem = { name: 'rights', label: 'app.nav.rights', icon: Stamp, path: '/app/rights' }
const exports: NavItem = {
  name: 'exports',
  label: 'app.nav.exports',
  icon: FileDown,
  path: '/app/exports',
}

/** How many fit into the tabs of a phone; the rest stand in the menu above the page. */
export const TABS = 5

/** What stands in the sidebar. */
export const NAV: Record<Role, NavItem[]> = {
  sponsor: [
    home,
    campaigns,
    discover,
    adRequests,
    collaborations,
    messages,
    wallet,
    profile,
    rights,
    reports,
    exports,
  ],
  influencer: [home, discover, adRequests, collaborations, earnings, messages, profile, rights, exports],
  admin: [
    { name: 'admin', label: 'app.nav.overview', icon: LayoutDashboard, path: '/app/admin' },
    { name: 'admin-approvals', label: 'app.nav.approvals', icon: BadgeCheck, path: '/app/admin/approvals' },
    { name: 'admin-users', label: 'app.nav.users', icon: UsersRound, path: '/app/admin/users' },
    { name: 'admin-campaigns', label: 'app.nav.campaigns', icon: Megaphone, path: '/app/admin/campaigns' },
    { name: 'admin-disputes', label: 'app.nav.disputes', icon: Scale, path: '/app/admin/disputes' },
    {
      name: 'admin-reports',
      label: 'app.nav.moderation',
      icon: ShieldAlert,
      path: '/app/admin/reports',
    },
    { name: 'admin-audit-log', label: 'app.nav.auditLog', icon: ScrollText, path: '/app/admin/audit-log' },
    { name: 'admin-niches', label: 'app.nav.niches', icon: Tags, path: '/app/admin/niches' },
    { name: 'admin-jobs', label: 'app.nav.jobs', icon: ListChecks, path: '/app/admin/jobs' },
    { name: 'admin-outbox', label: 'app.nav.outbox', icon: Inbox, path: '/app/admin/outbox' },
    exports,
  ],
}

/** Home and overview are current only on their own page, the others also on the pages of one thing. */
export function isCurrent(item: NavItem, path: string): boolean {
  const exact = item.name === 'home' || item.name === 'admin'
  return path === item.path || (!exact && path.startsWith(`${item.path}/`))
}
