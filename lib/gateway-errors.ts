import { type GatewayResponseOptions, ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway'

interface GatewayError {
  readonly type: ResponseType
  readonly statusCode: number
  readonly statusText: string
  readonly code: string
  readonly message: string
  readonly retryAfterSeconds?: number
}

const notFound = {
  statusCode: 404,
  statusText: 'Not Found',
  code: 'NOT_FOUND',
  message: 'No such resource.',
}

const forbidden = {
  statusCode: 403,
  statusText: 'Forbidden',
  code: 'FORBIDDEN',
  message: 'The request is not allowed.',
}

const unavailable = {
  statusCode: 503,
  statusText: 'Service Unavailable',
  code: 'SERVICE_UNAVAILABLE',
  message: 'The service cannot answer right now; try again later.',
  retryAfterSeconds: 10,
}

/** What API Gateway answers by itself, without the onboarding function. */
const GATEWAY_ERRORS: readonly GatewayError[] = [
  // API Gateway's word for "no such path or method", whose 403 would say that a better caller could have it.
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, ...notFound },
  { type: ResponseType.RESOURCE_NOT_FOUND, ...notFound },
  { type: ResponseType.ACCESS_DENIED, ...forbidden },
  { type: ResponseType.WAF_FILTERED, ...forbidden },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    statusCode: 413,
    statusText: 'Payload Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The request is too large.',
  },
  {
    type: ResponseType.THROTTLED,
    statusCode: 429,
    statusText: 'Too Many Requests',
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many requests; try again later.',
    retryAfterSeconds: 5,
  },
  { type: ResponseType.INTEGRATION_FAILURE, ...unavailable },
  { type: ResponseType.INTEGRATION_TIMEOUT, ...unavailable },
  {
    type: ResponseType.DEFAULT_4XX,
    statusCode: 400,
    statusText: 'Bad Request',
    code: 'BAD_REQUEST',
    message: 'The request is malformed.',
  },
  {
    // Our function answers its own failures; what is left is Lambda that throttles or fails, and that passes.
    type: ResponseType.DEFAULT_5XX,
    ...unavailable,
  },
]

const responseOptions = (error: GatewayError): GatewayResponseOptions => ({
  type: error.type,
  statusCode: String(error.statusCode),
  responseHeaders: {
    'Cache-Control': "'no-store'",
    ...(error.retryAfterSeconds === undefined
      ? {}
      : { 'Retry-After': `'${error.retryAfterSeconds}'` }),
  },
  templates: {
    'application/json': JSON.stringify({
      statusText: error.statusText,
      errors: [{ code: error.code, message: error.message }],
    }),
  },
})

/** Makes API Gateway's own errors look as the function's do, so that a device has one shape to parse. */
export const addGatewayErrors = (api: RestApi): void => {
  for (const error of GATEWAY_ERRORS) {
    api.addGatewayResponse(error.type.responseType, responseOptions(error))
  }
}
