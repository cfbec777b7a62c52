import type { Licence } from '@/api'

/** How long before its end a licence is shown as ending: both sides are told at that time too. */
const SOON_MS = 14 * 86_400_000

export const endsSoon = ({ standing, until }: Pick<Licence, 'standing' | 'until'>, now = Date.now()) =>
  standing === 'current' && Date.parse(until) - now <= SOON_MS
