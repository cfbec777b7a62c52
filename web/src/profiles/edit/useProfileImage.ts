import { useQueryCache } from '@pinia/colada'
import { shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { upload } from '@/api'
import { useSession } from '@/app/session'
import { useAsync } from '@/lib/useAsync'
import { problemText } from '@/ui/problemText'
import { say } from '@/ui/toast'

/** A face or a logo: sent as soon as it is chosen, since it has no other words to wait for. */
export function useProfileImage(path: '/me/avatar' | '/me/logo') {
  const { t, te } = useI18n()
  const cache = useQueryCache()
  const session = useSession()
  const file = shallowRef<File | null>(null)
  const send = useAsync(async (chosen: File) => {
    try {
      const profile = await upload<{ avatar_url?: string | null; logo_url?: string | null }>(path, chosen)
      if (session.user) {
        session.user = { ...session.user, avatar_url: profile.avatar_url ?? profile.logo_url ?? null }
      }
      await cache.invalidateQueries({ key: ['me'] })
      say(t('ui.saved'))
    } catch (error) {
      file.value = null
      say(problemText(error, t, te), { bad: true })
    }
  })
  watch(file, (chosen) => chosen && send.run(chosen))
  return { file, busy: send.busy }
}
