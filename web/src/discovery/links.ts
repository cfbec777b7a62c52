import { useRoute } from 'vue-router'

/** Where people and campaigns are shown: inside the app for who came from there, in the open for all others. */
export function useLinks() {
  const route = useRoute()
  const base = () => (route.path.startsWith('/app') ? '/app' : '')
  return {
    campaign: (id: string) => `${base()}/campaigns/${id}`,
    campaigns: () => (base() ? '/app/discover' : '/campaigns'),
    influencer: (username: string) => `${base()}/influencers/${username}`,
    influencers: () => (base() ? '/app/discover' : '/influencers'),
    sponsor: (username: string) => `${base()}/sponsors/${username}`,
  }
}
