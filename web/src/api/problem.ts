import type { Problem } from './types'

/** One fault of a submitted value; `pointer` is a JSON pointer into the request's body. */
export interface Fault {
  pointer: string
  code: string
  message: string
}

/** What the server refused, or why it could not be asked: `offline` when nothing answered. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly faults: Fault[]
  readonly requestId: string | undefined
  /** Seconds to wait, when the server named them. */
  readonly retryAfter: number | undefined

  constructor(problem: Partial<Problem>, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? 'error')
    this.name = 'ApiProblem'
    this.status = problem.status ?? 0
    this.code = problem.code ?? 'unknown'
    this.faults = problem.errors ?? []
    this.requestId = problem.request_id
    this.retryAfter = retryAfter
  }

  static offline(): ApiProblem {
    return new ApiProblem({ code: 'offline', title: 'offline', status: 0 })
  }

  /** Reads the problem out of an answer whose body may be anything, such as a proxy's own page. */
  static of(body: unknown, response: Response): ApiProblem {
    const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {}
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
    return new ApiProblem(
      { title: response.statusText, ...problem, status: response.status },
      Number.isFinite(wait) ? wait : undefined,
    )
  }
}
