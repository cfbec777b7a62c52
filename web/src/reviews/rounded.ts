/** A mean of ratings as it is told: to one decimal, since a second would claim more than five stars can say. */
export const rounded = (rating: number): number => Math.round(rating * 10) / 10
