import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { namesEndpoint } from '../names-endpoint.ts'
import { normalizeAddress } from '../normalize-address.ts'
import type { ConnectionContext } from '../types.ts'
import { queryStringOf } from './parse-publish-request.ts'

/** SNI of the connection that a request came on. */
export const serverNameOf = ({ socket }: IncomingMessage): string | undefined =>
  socket instanceof TLSSocket && typeof socket.servername === 'string' && socket.servername !== ''
    ? socket.servername
    : undefined

/** Header names in lower case; Node joins repeated ones as HTTP has it. */
export const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )

/** Over HTTP the endpoint is named by SNI or by `Host`. */
export const isForEndpoint = (
  request: IncomingMessage,
  endpointHosts: ReadonlySet<string>,
): boolean =>
  namesEndpoint(endpointHosts, serverNameOf(request)) ||
  namesEndpoint(endpointHosts, request.headers.host?.replace(/:\d*$/, ''))

/** What an authorizer is shown of a request. */
export const contextOf = (request: IncomingMessage, connectionId: string): ConnectionContext => {
  const serverName = serverNameOf(request)
  return {
    connectionId,
    sourceIp: normalizeAddress(request.socket.remoteAddress),
    sourcePort: request.socket.remotePort ?? 0,
    ...(serverName === undefined ? {} : { serverName }),
    http: { headers: headersOf(request), queryString: queryStringOf(request.url ?? '') },
  }
}
