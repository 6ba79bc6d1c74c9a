import type { AwsAccount } from '../aws/account.ts'
import { arnOf } from '../aws/account.ts'
import { LambdaError, type LambdaService } from '../lambda/lambda-service.ts'
import { type ClientRequest, headerValues } from './client-request.ts'
import type { ClientResponse } from './client-response.ts'
import { buildGatewayResponse, type GatewayFailure } from './gateway-response.ts'
import { matchMethod, matchResource, type ResourceMatch } from './match-resource.ts'
import { buildProxyEvent } from './proxy-event.ts'
import { mapProxyResponse } from './proxy-response.ts'
import type { HeldPayload, PayloadRefusal } from './read-payload.ts'
import type { RestMethod, RestStage } from './rest-api.ts'
import type { StageThrottle } from './stage-throttle.ts'

export interface StageServices {
  readonly account: AwsAccount
  readonly lambda: LambdaService
  readonly throttle: StageThrottle
  /** Called only for a request that may pass, so that no other one's payload is kept. */
  readonly readPayload: () => Promise<HeldPayload | PayloadRefusal>
}

const REFUSED_PAYLOADS: Readonly<Record<PayloadRefusal, GatewayFailure>> = {
  TOO_LARGE: 'REQUEST_TOO_LARGE',
  NO_ROOM: 'THROTTLED',
}

/** A failure that a gateway response describes. */
class StageFailure extends Error {
  override readonly name = 'StageFailure'
  readonly failure: GatewayFailure
  constructor(failure: GatewayFailure, message?: string) {
    super(message)
    this.failure = failure
  }
}

const missingParameters = (
  { requiredParameters }: RestMethod,
  request: ClientRequest,
): string[] => {
  const query = new URLSearchParams(request.query)
  return requiredParameters
    .filter(({ location, name }) =>
      location === 'header'
        ? headerValues(request, name.toLowerCase()).length === 0
        : !query.has(name),
    )
    .map(({ name }) => name)
}

const routeRequest = (
  stage: RestStage,
  request: ClientRequest,
  throttle: StageThrottle,
): { match: ResourceMatch; method: RestMethod } => {
  const path = request.path.slice(stage.name.length + 1)
  const match = matchResource(stage.api.resources.values(), path)
  const method = match && matchMethod(match.resource, request.httpMethod)
  if (match === undefined || method === undefined)
    throw new StageFailure('MISSING_AUTHENTICATION_TOKEN')
  if (!throttle(method.httpMethod, match.resource.path)) throw new StageFailure('THROTTLED')
  const missing = missingParameters(method, request)
  if (missing.length > 0)
    throw new StageFailure(
      'BAD_REQUEST_PARAMETERS',
      `Missing required request parameters: [${missing.join(', ')}]`,
    )
  return { match, method }
}

const withTimeout = async <Value>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const abort = new AbortController()
  const timeout = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    timeout.reject(new StageFailure('INTEGRATION_TIMEOUT'))
    abort.abort()
  }, timeoutMs)
  try {
    return await Promise.race([timeout.promise, work(abort.signal)])
  } finally {
    clearTimeout(timer)
  }
}

interface RoutedRequest {
  readonly request: ClientRequest
  readonly body: string | null
  readonly match: ResourceMatch
  readonly method: RestMethod
}

const integrate = async (
  stage: RestStage,
  { request, body, match, method }: RoutedRequest,
  { account, lambda }: StageServices,
): Promise<ClientResponse> => {
  const result = await withTimeout(method.integrationTimeoutMs, (signal) =>
    lambda.invoke({
      functionName: method.functionArn,
      payload: JSON.stringify(buildProxyEvent(request, body, stage, match, account)),
      traceId: `${request.traceRoot};Sampled=0`,
      caller: {
        kind: 'service',
        principal: 'apigateway.amazonaws.com',
        sourceArn: arnOf(
          account,
          'execute-api',
          `${stage.api.id}/${stage.name}/${method.httpMethod}${match.resource.path}`,
        ),
        sourceAccount: account.accountId,
      },
      signal,
    }),
  )
  const accept = headerValues(request, 'accept').at(-1) ?? ''
  const response =
    result.functionError === undefined
      ? mapProxyResponse(result.payload, accept, stage.api.binaryMediaTypes)
      : undefined
  if (response === undefined) throw new StageFailure('DEFAULT_5XX')
  return response
}

const respond = async (
  stage: RestStage,
  request: ClientRequest,
  services: StageServices,
): Promise<ClientResponse> => {
  const { match, method } = routeRequest(stage, request, services.throttle)
  const payload = await services.readPayload()
  if (typeof payload === 'string') throw new StageFailure(REFUSED_PAYLOADS[payload])
  try {
    return await integrate(stage, { request, body: payload.body, match, method }, services)
  } finally {
    payload.release()
  }
}

const failureOf = (error: unknown): GatewayFailure => {
  if (error instanceof StageFailure) return error.failure
  if (error instanceof LambdaError)
    return error.code === 'RequestTooLargeException'
      ? 'REQUEST_TOO_LARGE'
      : 'API_CONFIGURATION_ERROR'
  return 'DEFAULT_5XX'
}

/** Answers a request for a stage: through its integration, or with the gateway response of what went wrong. */
export const serveStage = async (
  stage: RestStage,
  request: ClientRequest,
  services: StageServices,
): Promise<ClientResponse> => {
  try {
    return await respond(stage, request, services)
  } catch (error) {
    const { requestId, extendedRequestId } = request
    return buildGatewayResponse(stage.api.gatewayResponses, {
      failure: failureOf(error),
      requestId,
      extendedRequestId,
      ...(error instanceof StageFailure && error.message !== '' && { message: error.message }),
    })
  }
}
