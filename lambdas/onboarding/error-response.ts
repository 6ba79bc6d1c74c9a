import { STATUS_CODES } from 'node:http'
import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { DomainError, type ErrorCode } from '../../domain/errors.ts'

interface Answer {
  readonly statusCode: number
  readonly code: string
  readonly message: string
}

/** How long a device should wait before it asks again, in seconds. */
const RETRY_AFTER_SECONDS = 10
/** After an operator stopped issuing: nobody does that for seconds. */
const RETRY_AFTER_STOP_SECONDS = 3600

const UNAVAILABLE: Answer = {
  statusCode: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: 'The service cannot answer right now; try again later.',
}
// One answer for every reason: a stranger does not learn which SIMs exist or are suspended.
const NOT_FOUND: Answer = {
  statusCode: 404,
  code: 'SIM_NOT_FOUND',
  message: 'No active SIM belongs to the address that this request came from.',
}
const INTERNAL: Answer = {
  statusCode: 500,
  code: 'INTERNAL_ERROR',
  message: 'The service failed to answer.',
}

const badRequest = (code: ErrorCode, message: string): Answer => ({
  statusCode: 400,
  code,
  message,
})

const ANSWERS: Partial<Record<ErrorCode, Answer>> = {
  INVALID_LAYOUT: badRequest('INVALID_LAYOUT', 'Expected layout to be standard or compact, once.'),
  INVALID_ADDRESS: badRequest('INVALID_ADDRESS', 'Expected a caller with an IPv4 or IPv6 address.'),
  INVALID_PROXY_HEADER: badRequest(
    'INVALID_PROXY_HEADER',
    'Expected the proxy in front to name exactly one address.',
  ),
  NOT_A_PROXY: NOT_FOUND,
  ADDRESS_UNKNOWN: NOT_FOUND,
  ADDRESS_REASSIGNED: NOT_FOUND,
  SIM_UNKNOWN: NOT_FOUND,
  SIM_SUSPENDED: NOT_FOUND,
  STORE_UNAVAILABLE: UNAVAILABLE,
  SIGNING_KEYS_MISSING: UNAVAILABLE,
  ISSUING_STOPPED: UNAVAILABLE,
}

/** Whether an error is an answer to the caller, and not our own failure. */
export const isRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && (ANSWERS[error.code]?.statusCode ?? 500) < 500

const retryAfterSeconds = (error: unknown): number =>
  error instanceof DomainError && error.code === 'ISSUING_STOPPED'
    ? RETRY_AFTER_STOP_SECONDS
    : RETRY_AFTER_SECONDS

/** The vendor's error body, `{"statusText": …, "errors": [{"code": …, "message": …}]}`; says nothing of our inside. */
export const errorResponse = (error: unknown): APIGatewayProxyResult => {
  const known = error instanceof DomainError ? ANSWERS[error.code] : undefined
  const { statusCode, code, message } = known ?? INTERNAL
  const body = JSON.stringify({
    statusText: STATUS_CODES[statusCode],
    errors: [{ code, message }],
  })
  return {
    statusCode,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(statusCode === 503 ? { 'Retry-After': retryAfterSeconds(error) } : {}),
    },
    body,
  }
}

/** Turns whatever a handler throws into its answer. */
export const errorResponses = (
  report: (error: unknown, event: APIGatewayProxyEvent) => void,
): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> => ({
  onError: (request) => {
    report(request.error, request.event)
    request.response = errorResponse(request.error)
  },
})
