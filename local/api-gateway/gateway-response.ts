import type { ClientResponse } from './client-response.ts'
import type { GatewayResponse } from './rest-api.ts'

interface GatewayFailureDefaults {
  readonly statusCode: number
  readonly message: string
  /** What the service names in `x-amzn-ErrorType`. */
  readonly errorType: string
}

const INTERNAL = 'Internal server error'

/** The failures that happen here, with API Gateway's own status and message. */
export const GATEWAY_FAILURES = {
  MISSING_AUTHENTICATION_TOKEN: {
    statusCode: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  BAD_REQUEST_PARAMETERS: {
    statusCode: 400,
    message: 'Missing required request parameters',
    errorType: 'BadRequestException',
  },
  REQUEST_TOO_LARGE: {
    statusCode: 413,
    message: 'Request Too Long',
    errorType: 'RequestTooLargeException',
  },
  THROTTLED: {
    statusCode: 429,
    message: 'Too Many Requests',
    errorType: 'TooManyRequestsException',
  },
  INTEGRATION_TIMEOUT: {
    statusCode: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  },
  API_CONFIGURATION_ERROR: {
    statusCode: 500,
    message: INTERNAL,
    errorType: 'InternalServerErrorException',
  },
  // A function that failed or answered in a wrong shape: 502, and customized by DEFAULT_5XX only.
  DEFAULT_5XX: {
    statusCode: 502,
    message: INTERNAL,
    errorType: 'InternalServerErrorException',
  },
} as const satisfies Record<string, GatewayFailureDefaults>

export type GatewayFailure = keyof typeof GATEWAY_FAILURES

export interface FailureContext {
  readonly failure: GatewayFailure
  readonly requestId: string
  readonly extendedRequestId: string
  /** Replaces the failure's own message. */
  readonly message?: string
}

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}'
const VARIABLE = /\$(?:context|stageVariables|input|util)\b[\w.]*/g

const variablesOf = ({ failure, requestId, extendedRequestId, message }: FailureContext) => {
  const text = message ?? GATEWAY_FAILURES[failure].message
  return {
    '$context.error.message': text,
    '$context.error.messageString': JSON.stringify(text),
    '$context.error.responseType': failure,
    '$context.requestId': requestId,
    '$context.extendedRequestId': extendedRequestId,
  } satisfies Record<string, string>
}

const KNOWN_VARIABLES: readonly string[] = Object.keys(
  variablesOf({ failure: 'THROTTLED', requestId: '', extendedRequestId: '' }),
)

/** Refuses a body template with variables that nothing here fills in. */
export const checkGatewayTemplate = (template: string): void => {
  const unknown = [...template.matchAll(VARIABLE)].find(([name]) => !KNOWN_VARIABLES.includes(name))
  if (unknown !== undefined)
    throw new Error(`expected one of ${KNOWN_VARIABLES.join(', ')}, got ${unknown[0]}`)
}

/** The answer to a failure: the API's own gateway response for it, else its 4xx or 5xx default, else AWS's. */
export const buildGatewayResponse = (
  responses: ReadonlyMap<string, GatewayResponse>,
  context: FailureContext,
): ClientResponse => {
  const defaults = GATEWAY_FAILURES[context.failure]
  const custom =
    responses.get(context.failure) ??
    responses.get(defaults.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
  const variables: Readonly<Record<string, string>> = variablesOf(context)
  const [contentType, template] = Object.entries(custom?.templates ?? {})[0] ?? [
    'application/json',
    DEFAULT_TEMPLATE,
  ]
  return {
    statusCode: custom?.statusCode ?? defaults.statusCode,
    headers: [
      ['Content-Type', contentType],
      ['x-amzn-ErrorType', defaults.errorType],
      ...Object.entries(custom?.headers ?? {}),
    ],
    body: Buffer.from(template.replaceAll(VARIABLE, (name) => variables[name] ?? '')),
  }
}
