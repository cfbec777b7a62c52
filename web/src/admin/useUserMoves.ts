import { useQueryCache } from '@pinia/colada'
import { api, ask } from '@/api'

export type UserMove = 'approve' | 'reject' | 'flag' | 'unflag' | 'suspend' | 'reinstate'
export const NEEDS_REASON: UserMove[] = ['reject', 'flag', 'suspend']

/** What an admin can do with an account. Every list that shows accounts is read again afterwards. */
export function useUserMoves() {
  const cache = useQueryCache()

  function send(id: string, move: UserMove, reason: string, expires_at?: string) {
    const params = { path: { id } }
    switch (move) {
      case 'approve':
        return ask(api.POST('/admin/users/{id}/approve', { params }))
      case 'reject':
        return ask(api.POST('/admin/users/{id}/reject', { params, body: { reason } }))
      case 'flag':
        return ask(api.POST('/admin/users/{id}/flag', { params, body: { reason, expires_at } }))
      case 'unflag':
        return ask(api.POST('/admin/users/{id}/unflag', { params }))
      case 'suspend':
        return ask(api.POST('/admin/users/{id}/suspend', { params, body: { reason } }))
      case 'reinstate':
        return ask(api.POST('/admin/users/{id}/reinstate', { params }))
    }
  }

  /** Reads the lists again; awaited, so that a button stays busy until the row tells the truth. */
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries({ key: ['admin', 'users'] }),
      cache.invalidateQueries({ key: ['admin', 'stats'] }),
    ])
  async function move(id: string, which: UserMove, reason = '', expiresAt?: string) {
    const user = await send(id, which, reason, expiresAt)
    await refresh()
    return user
  }
  /** The same for many; what is refused for one is told for that one. */
  async function bulk(ids: string[], action: UserMove, reason = '', expires_at?: string) {
    try {
      return await ask(api.POST('/admin/users/bulk', { body: { ids, action, reason, expires_at } }))
    } finally {
      await refresh()
    }
  }
  return { move, bulk, refresh }
}
