import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AwsAccount } from '../aws/account.ts'
import { systemClock } from '../iot-core/clock.ts'
import type { LambdaService } from '../lambda/lambda-service.ts'
import { type ConnectionLimits, limitConnections } from '../limit-connections.ts'
import { type ListenAddress, listenOn } from '../listen.ts'
import type { ApiGateway } from './api-gateway.ts'
import { type ClientRequest, describeClientRequest } from './client-request.ts'
import type { ClientResponse } from './client-response.ts'
import { createPayloadReader } from './read-payload.ts'
import type { RestStage } from './rest-api.ts'
import { serveStage } from './serve-stage.ts'
import { createStageThrottle, type StageThrottle } from './stage-throttle.ts'

export interface FrontDoorOptions {
  readonly account: AwsAccount
  readonly apiGateway: ApiGateway
  readonly lambda: LambdaService
  readonly tls: { readonly key: string; readonly cert: string }
  /** Served at `/root-ca.pem`, as the web site of a public certificate authority would. */
  readonly rootCaPem: string
  /** @default 1,000 connections, 250 of them from one address */
  readonly limits?: ConnectionLimits
}

export interface FrontDoor {
  readonly listen: (address: ListenAddress) => Promise<number>
  readonly close: () => Promise<void>
}

const DEFAULT_LIMITS: ConnectionLimits = { connections: 1000, connectionsPerAddress: 250 }

export const ROOT_CA_PATH = '/root-ca.pem'

// API Gateway's quotas: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const MAX_HEADER_BYTES = 10_240
const KEEP_ALIVE_MS = 60_000

// AWS says nothing of how long it waits for a client; these are for one machine, not for the service's fleet.
const HANDSHAKE_MS = 10_000
const HEADERS_MS = 10_000
const REQUEST_MS = 20_000
const CHECK_MS = 2_000
/** For a client that still sends a body which nobody reads to notice its answer. */
const LINGER_MS = 2_000

const send = (
  response: ServerResponse,
  { statusCode, headers, body }: ClientResponse,
  extraHeaders: ClientResponse['headers'] = [],
): void => {
  const hasBody = statusCode >= 200 && statusCode !== 204 && statusCode !== 304
  const pairs = [...headers, ...extraHeaders]
  if (hasBody) pairs.push(['Content-Length', String(body.length)])
  // A flat list keeps repeated names, e.g. Set-Cookie, apart.
  response.writeHead(statusCode, pairs.flat())
  response.end(hasBody ? body : undefined)
}

const plain = (statusCode: number, contentType: string, body: string): ClientResponse => ({
  statusCode,
  headers: [['Content-Type', contentType]],
  body: Buffer.from(body),
})

// What the service's edge says of a stage that does not exist; no API's gateway responses apply.
const UNKNOWN_STAGE: ClientResponse = {
  statusCode: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
  ],
  body: Buffer.from('{"message":"Forbidden"}'),
}

const tracingHeaders = (client: ClientRequest): ClientResponse['headers'] => [
  ['x-amzn-RequestId', client.requestId],
  ['x-amz-apigw-id', client.extendedRequestId],
  ['X-Amzn-Trace-Id', client.traceRoot],
]

/** Discards the rest of a request that was answered early, though not for as long as the client likes. */
const linger = (request: IncomingMessage): void => {
  setTimeout(() => {
    if (!request.complete) request.socket.destroy()
  }, LINGER_MS).unref()
}

/** The HTTPS front of every REST API, and of the root certificate. */
export const createFrontDoor = (options: FrontDoorOptions): FrontDoor => {
  const readPayload = createPayloadReader()
  const throttles = new WeakMap<RestStage, StageThrottle>()
  const throttleOf = (stage: RestStage): StageThrottle => {
    const throttle = throttles.get(stage) ?? createStageThrottle(stage.throttles, systemClock)
    throttles.set(stage, throttle)
    return throttle
  }

  const respond = async (
    client: ClientRequest,
    request: IncomingMessage,
  ): Promise<ClientResponse> => {
    if (client.path === ROOT_CA_PATH && client.httpMethod === 'GET')
      return plain(200, 'application/x-pem-file', options.rootCaPem)
    const stage = options.apiGateway.findStage(client.path.split('/')[1] ?? '')
    if (stage === undefined) return UNKNOWN_STAGE
    return serveStage(stage, client, {
      ...options,
      throttle: throttleOf(stage),
      readPayload: () => readPayload(request),
    })
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const client = describeClientRequest(request)
    const answer = await respond(client, request)
    send(response, answer, tracingHeaders(client))
    if (!request.complete) linger(request)
  }

  const server = createServer(
    {
      key: options.tls.key,
      cert: options.tls.cert,
      minVersion: 'TLSv1.2',
      maxHeaderSize: MAX_HEADER_BYTES,
      ALPNProtocols: ['http/1.1', 'http/1.0'],
      keepAliveTimeout: KEEP_ALIVE_MS,
      handshakeTimeout: HANDSHAKE_MS,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
    (request, response) => {
      handle(request, response).catch(() => response.destroy())
    },
  )
  limitConnections(server, options.limits ?? DEFAULT_LIMITS)
  // A connection that could not be accepted, for want of descriptors, is its client's loss only.
  server.on('error', () => {})

  return {
    listen: (address) => listenOn(server, address),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
