import type { useQueryCache } from '@pinia/colada'

/**
 * Has the queries under that key read again, or all of them. What failed is shown by whoever shows the query; and one that
 * a later reading overtook has not failed.
 */
export async function readAgain(cache: ReturnType<typeof useQueryCache>, key?: string[]): Promise<void> {
  await cache.invalidateQueries(key && { key }).catch(() => undefined)
}
