import { useQueryCache } from '@pinia/colada'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, ask, type Campaign } from '@/api'
import { useAsync } from '@/lib/useAsync'
import { confirm } from '@/ui/confirm'
import { problemText } from '@/ui/problemText'
import { say } from '@/ui/toast'

export const MOVES = ['publish', 'resume', 'pause', 'complete', 'cancel', 'delete'] as const
export type Move = (typeof MOVES)[number]
/** These cannot be taken back, so they ask first. */
const FINAL = new Set<Move>(['publish', 'complete', 'cancel', 'delete'])

function send(move: Move, id: string): Promise<unknown> {
  const at = { params: { path: { id } } }
  switch (move) {
    case 'publish':
      return ask(api.POST('/campaigns/{id}/publish', at))
    case 'resume':
      return ask(api.POST('/campaigns/{id}/resume', at))
    case 'pause':
      return ask(api.POST('/campaigns/{id}/pause', at))
    case 'complete':
      return ask(api.POST('/campaigns/{id}/complete', at))
    case 'cancel':
      return ask(api.POST('/campaigns/{id}/cancel', at))
    case 'delete':
      return ask(api.DELETE('/campaigns/{id}', at))
  }
}

/** The moves of a campaign's owner: asks where it must, acts, says so, and shows what is true then. */
export function useMoves() {
  const { t, te } = useI18n()
  const router = useRouter()
  const cache = useQueryCache()

  const act = useAsync(async (move: Move, campaign: Campaign) => {
    const { id, title } = campaign
    if (FINAL.has(move)) {
      const yes = await confirm({
        title: t(`campaigns.move.${move}.ask`, { title }),
        text: t(`campaigns.move.${move}.text`),
        verb: t(`campaigns.move.${move}.verb`),
        harm: move === 'cancel' || move === 'delete',
      })
      if (!yes) return
    }
    try {
      await send(move, id)
      if (move === 'delete') await router.replace({ name: 'campaigns' })
      say(t(`campaigns.move.${move}.done`, { title }))
    } catch (error) {
      say(problemText(error, t, te), { bad: true })
    }
    await cache.invalidateQueries({ key: ['campaigns'] })
  })
  return act
}
