import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOn } from '../listen.ts'
import type { AccessControl } from './access-control.ts'
import { authorizeRequest } from './authorize-request.ts'
import { AwsServiceError, answerAwsError, MAX_BODY_BYTES } from './aws-json.ts'
import type { PermissionsOf } from './required-permissions.ts'

/** One AWS service behind the common endpoint. */
export interface AwsService {
  /** The service names of SigV4 credential scopes that mean it. */
  readonly credentialScopes: readonly string[]
  /** What `X-Amz-Target` starts with, before the dot, where the service's protocol has one. */
  readonly targetPrefixes: readonly string[]
  /** @default callers whose permissions are limited cannot use it at all */
  readonly permissionsOf?: PermissionsOf
  /** @default in JSON */
  readonly answerError?: (response: ServerResponse, error: unknown) => void
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
}

export interface AwsEndpoint {
  /** Listens on loopback. @returns the port. */
  readonly listen: (port: number) => Promise<number>
  readonly close: () => Promise<void>
}

// The functions and tools of one machine; AWS documents no such limits.
const MAX_CONNECTIONS = 500
const HEADERS_MS = 10_000
const REQUEST_MS = 20_000
const CHECK_MS = 2_000

const firstValue = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? ''

/** The service name of a SigV4 `Authorization` header; the signature itself is not checked. */
export const credentialScopeOf = (authorization: string): string | undefined =>
  /Credential=[^/,\s]+\/\d{8}\/[^/,\s]+\/([a-z0-9-]+)\/aws4_request/.exec(authorization)?.[1]

const findService = (
  services: readonly AwsService[],
  request: IncomingMessage,
): AwsService | undefined => {
  const [targetPrefix = ''] = firstValue(request.headers['x-amz-target']).split('.')
  const scope = credentialScopeOf(request.headers.authorization ?? '')
  return (
    services.find(({ targetPrefixes }) => targetPrefixes.includes(targetPrefix)) ??
    services.find(({ credentialScopes }) => scope !== undefined && credentialScopes.includes(scope))
  )
}

/** Refuses a body before any service reads it. Every AWS SDK says how long a body is. */
const checkLength = ({ headers }: IncomingMessage): void => {
  if (headers['transfer-encoding'] !== undefined)
    throw new AwsServiceError('MissingContentLength', 'expected a Content-Length, got none', 411)
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw new AwsServiceError(
      'RequestEntityTooLargeException',
      `expected at most ${MAX_BODY_BYTES} bytes, got more`,
      413,
    )
}

const UNLIMITED: AccessControl = { restricts: () => false, authorize: () => {} }

/**
 * One endpoint for every service, as `AWS_ENDPOINT_URL` needs it.
 *
 * @param control says what callers may do; without it everybody may do everything
 */
export const createAwsEndpoint = (
  services: readonly AwsService[],
  control: AccessControl = UNLIMITED,
): AwsEndpoint => {
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    checkLength(request)
    const service = findService(services, request)
    if (service === undefined)
      throw new AwsServiceError(
        'UnknownOperationException',
        `expected one of the services ${services.flatMap((one) => one.credentialScopes).join(', ')}, got ${
          credentialScopeOf(request.headers.authorization ?? '') ?? 'a request without a signature'
        }`,
        404,
      )
    try {
      const authorized = await authorizeRequest(request, service.permissionsOf, control)
      await service.handle(authorized, response)
    } catch (error) {
      if (service.answerError === undefined) throw error
      service.answerError(response, error)
    }
  }

  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
    (request, response) => {
      route(request, response).catch((error: unknown) => {
        answerAwsError(response, error)
      })
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  // A connection that could not be accepted, for want of descriptors, is its client's loss only.
  server.on('error', () => {})

  return {
    listen: (port) => listenOn(server, { host: '127.0.0.1', port }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
