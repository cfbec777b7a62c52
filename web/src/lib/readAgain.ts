import type { useQueryCache } from '@pinia/colada'

/** Has the queries under that key read again, or all of them. One that a later reading overtook has not failed. */
export async function readAgain(cache: ReturnType<typeof useQueryCache>, key?: string[]): Promise<void> {
  try {
    await cache.invalidateQueries(key && { key })
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
  }
}
