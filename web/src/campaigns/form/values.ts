import type { Campaign, CampaignIn, Fault, Money, Platform } from '@/api'

/** What the form holds; `budget` is null until an amount is typed. */
export interface CampaignValues {
  title: string
  niches: string[]
  description: string
  goals: string
  start_date: string
  end_date: string
  budget: Money | null
  visibility: 'public' | 'private'
  requirements: {
    min_followers: number | null
    platforms: string[]
    countries: string[]
    languages: string[]
  }
  disclosure: string
}

export const STEPS = ['basics', 'brief', 'money', 'audience', 'review'] as const
export type Step = (typeof STEPS)[number]

const FIELDS: Record<Exclude<Step, 'review'>, readonly (keyof CampaignValues)[]> = {
  basics: ['title', 'niches'],
  brief: ['description', 'goals'],
  money: ['start_date', 'end_date', 'budget'],
  audience: ['visibility', 'requirements', 'disclosure'],
}

/** The step where the value at this JSON pointer is typed. */
export function stepOf(pointer: string): Step {
  const field = pointer.split('/')[1]
  return STEPS.find((step) => step !== 'review' && FIELDS[step].some((name) => name === field)) ?? 'review'
}

export function valuesOf(campaign?: Campaign): CampaignValues {
  return {
    title: campaign?.title ?? '',
    niches: campaign?.niches ?? [],
    description: campaign?.description ?? '',
    goals: campaign?.goals ?? '',
    start_date: campaign?.start_date ?? '',
    end_date: campaign?.end_date ?? '',
    budget: campaign?.budget ?? null,
    visibility: campaign?.visibility ?? 'public',
    requirements: {
      min_followers: campaign?.requirements.min_followers || null,
      platforms: campaign?.requirements.platforms ?? [],
      countries: campaign?.requirements.countries ?? [],
      languages: campaign?.requirements.languages ?? [],
    },
    disclosure: campaign?.disclosure ?? '#ad',
  }
}

/** What can be said before asking the server; `t` takes the keys of the faults. */
export function check(values: CampaignValues, t: (key: string) => string): Fault[] {
  const needed = (['title', 'niches', 'description', 'start_date', 'end_date', 'budget'] as const)
    .filter((name) => !values[name]?.toString().trim())
    .map((name) => ({ pointer: `/${name}`, code: 'required', message: t('ui.required') }))
  const turned = values.start_date && values.end_date && values.end_date < values.start_date
  const nothing = values.budget !== null && values.budget.amount <= 0
  return [
    ...needed,
    ...(turned ? [{ pointer: '/end_date', code: 'order', message: t('campaigns.form.endFirst') }] : []),
    ...(nothing ? [{ pointer: '/budget', code: 'range', message: t('campaigns.form.noBudget') }] : []),
  ]
}

/** The request's body. Only for values that `check` passed. */
export function bodyOf(values: CampaignValues): CampaignIn {
  const { budget, requirements, ...rest } = values
  return {
    ...rest,
    budget: budget ?? { amount: 0, currency: 'EUR' },
    requirements: {
      ...requirements,
      min_followers: requirements.min_followers ?? 0,
      platforms: requirements.platforms as Platform[],
    },
  }
}

/** Only what differs, so that a start long past is not sent again and nobody else's change is undone. */
export function changed(values: CampaignValues, before: CampaignValues): Partial<CampaignIn> {
  const now = bodyOf(values)
  const then = bodyOf(before)
  return Object.fromEntries(
    Object.entries(now).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(then[key as keyof CampaignIn]),
    ),
  )
}
