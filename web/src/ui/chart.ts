import { scaleBand, scaleLinear, scalePoint, type ScaleLinear } from 'd3-scale'
import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** A line or a layer of a chart: one value a step. */
export interface Series {
  name: string
  values: number[]
}

/** What charts draw in: a box of that many pixels, the first step at its start. */
export interface Plot {
  width: number
  height: number
  /** The middle of a step. */
  x: (step: number) => number
  y: ScaleLinear<number, number>
  /** How wide a column may be. */
  band: number
}

/** The place of each step and value; `most` is the largest value that is shown. */
export function plotOf(steps: number, most: number, width: number, height: number, columns: boolean): Plot {
  const domain = Array.from({ length: steps }, (_, step) => step)
  const y = scaleLinear()
    .domain([0, Math.max(1, most)])
    .nice(4)
    .range([height, 0])
  if (!columns) {
    const at = scalePoint<number>().domain(domain).range([0, width])
    return { width, height, y, band: 0, x: (step) => at(step) ?? 0 }
  }
  const bands = scaleBand<number>().domain(domain).range([0, width]).paddingInner(0.3).paddingOuter(0.1)
  const band = bands.bandwidth()
  return { width, height, y, band, x: (step) => (bands(step) ?? 0) + band / 2 }
}

/** Values at which a line is drawn across: whole ones, four or five. */
export function ticksOf(plot: Plot): number[] {
  return plot.y.ticks(4).filter(Number.isInteger)
}

/** The step next to that place. */
export function stepAt(plot: Plot, steps: number, place: number): number {
  let best = 0
  for (let step = 1; step < steps; step++) {
    if (Math.abs(plot.x(step) - place) < Math.abs(plot.x(best) - place)) best = step
  }
  return best
}

/** The step that a key leads to from another; undefined when it leads nowhere. */
export function stepBy(key: string, from: number, steps: number, rtl: boolean): number | undefined {
  const forth = rtl ? -1 : 1
  const to: Record<string, number | undefined> = {
    ArrowRight: from + forth,
    ArrowLeft: from - forth,
    ArrowUp: from + 1,
    ArrowDown: from - 1,
    Home: 0,
    End: steps - 1,
  }
  const next = to[key]
  return next === undefined ? undefined : Math.max(0, Math.min(steps - 1, next))
}

/** The steps whose labels are written: the last one, and as many before it, evenly, as have room. */
export function labelled(steps: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(steps / Math.max(1, room)))
  const all = []
  for (let step = steps - 1; step >= 0; step -= every) all.unshift(step)
  return all
}

/** The width of an element, followed as it changes. */
export function useWidth(element: Readonly<Ref<Element | null>>, before: number): Ref<number> {
  const width = ref(before)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value) return
    observer = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.max(120, entry.contentRect.width)
    })
    observer.observe(element.value)
  })
  onScopeDispose(() => observer?.disconnect())
  return width
}
