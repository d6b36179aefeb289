/** One field that the server refused. `path` is the name in the request body, nested names joined by dots. */
export interface FieldProblem {
  path: string
  code: string
  message?: string
  params?: Record<string, unknown>
}

/** An answer that is not a success, as RFC 9457 problem. `code` is `<room>.<what>`; texts come from the catalog. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, unknown>
  readonly fields: readonly FieldProblem[]
  readonly requestId: string | undefined
  /** Seconds to wait before the next try, where the server says so. */
  readonly retryAfter: number | undefined

  constructor(input: {
    status: number
    code: string
    params?: Record<string, unknown>
    fields?: readonly FieldProblem[]
    requestId?: string | undefined
    retryAfter?: number | undefined
  }) {
    super(input.code)
    this.name = 'Problem'
    this.status = input.status
    this.code = input.code
    this.params = input.params ?? {}
    this.fields = input.fields ?? []
    this.requestId = input.requestId
    this.retryAfter = input.retryAfter
  }

  /** No answer came: the network is down or the server is away. */
  static network(): Problem {
    return new Problem({ status: 0, code: 'web.network' })
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Reads a problem from an untrusted body; whatever is missing gets a code of its own. */
export function toProblem(response: Response, body: unknown): Problem {
  const data = record(body)
  const params = record(data['params'])
  const wait = Number(params['retry_after'] ?? response.headers.get('Retry-After') ?? Number.NaN)
  return new Problem({
    status: response.status,
    code: optional(data['code']) ?? `web.status_${response.status >= 500 ? 'server' : 'client'}`,
    params,
    fields: Array.isArray(data['errors']) ? data['errors'].map(toField) : [],
    requestId: optional(data['request_id']) ?? response.headers.get('X-Request-Id') ?? undefined,
    retryAfter: Number.isFinite(wait) ? wait : undefined,
  })
}

function toField(value: unknown): FieldProblem {
  const data = record(value)
  const message = optional(data['message'])
  return {
    path: optional(data['path']) ?? '',
    code: optional(data['code']) ?? 'invalid',
    params: record(data['params']),
    ...(message === undefined ? {} : { message }),
  }
}
