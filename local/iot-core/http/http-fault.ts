import type { RefusalReason } from '../types.ts'

/** An answer of the data plane's HTTPS API other than 200. */
export interface HttpFault {
  readonly status: number
  /** `x-amzn-ErrorType` */
  readonly type: string
  /** What the caller is told, which is no more than AWS tells. */
  readonly message: string
  readonly reason: RefusalReason
  /** For the operator. */
  readonly detail: string
}

export const httpFault = {
  invalid: (detail: string, reason: RefusalReason = 'PROTOCOL_ERROR'): HttpFault => ({
    status: 400,
    type: 'InvalidRequestException',
    message: detail,
    reason,
    detail,
  }),
  notFound: (detail: string): HttpFault => ({
    status: 404,
    type: 'ResourceNotFoundException',
    message: 'Not Found',
    reason: 'PROTOCOL_ERROR',
    detail,
  }),
  methodNotAllowed: (detail: string): HttpFault => ({
    status: 405,
    type: 'MethodNotAllowedException',
    message: 'Method Not Allowed',
    reason: 'PROTOCOL_ERROR',
    detail,
  }),
  forbidden: (reason: RefusalReason, detail: string): HttpFault => ({
    status: 403,
    type: 'ForbiddenException',
    message: 'Forbidden',
    reason,
    detail,
  }),
  unauthorized: (status: 401 | 403, reason: RefusalReason, detail: string): HttpFault =>
    status === 403
      ? httpFault.forbidden(reason, detail)
      : { status, type: 'UnauthorizedException', message: 'Unauthorized', reason, detail },
  throttled: (detail: string): HttpFault => ({
    status: 429,
    type: 'ThrottlingException',
    message: 'Rate exceeded',
    reason: 'QUOTA_EXCEEDED',
    detail,
  }),
  oversize: (status: 400 | 413, limit: number): HttpFault => ({
    status,
    type: status === 413 ? 'RequestEntityTooLargeException' : 'InvalidRequestException',
    message: 'Payload too large',
    reason: 'QUOTA_EXCEEDED',
    detail: `expected a payload of at most ${limit} bytes, got more`,
  }),
} as const
