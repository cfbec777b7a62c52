/** The points of a line in a plot: the first step at the start, the last of `steps` at the end, `most` at the top. */
export function linePoints(
  values: number[],
  steps: number,
  most: number,
  width: number,
  height: number,
): string {
  const round = (value: number) => Math.round(value * 10) / 10
  return values
    .map((value, step) => {
      const x = steps > 1 ? (step / (steps - 1)) * width : 0
      return `${round(x)},${round(height - (value / most) * height)}`
    })
    .join(' ')
}
