import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { normalizeAddress } from '../iot-core/normalize-address.ts'

/** One request as it came over the connection, before anything is believed. */
export interface ClientRequest {
  readonly httpMethod: string
  /** With the stage, without the query. */
  readonly path: string
  /** Without its `?`. */
  readonly query: string
  /** In the order and the letter case of the client. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The peer of the TCP connection. */
  readonly sourceIp: string
  readonly protocol: string
  readonly requestId: string
  readonly extendedRequestId: string
  readonly traceRoot: string
  readonly receivedAt: Date
}

const headerPairs = (rawHeaders: readonly string[]): (readonly [string, string])[] =>
  Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    String(rawHeaders[2 * index]),
    String(rawHeaders[2 * index + 1]),
  ])

/** Describes a request and gives it its ids. */
export const describeClientRequest = (request: IncomingMessage): ClientRequest => {
  const receivedAt = new Date()
  const target = request.url ?? '/'
  const queryStart = target.indexOf('?')
  const seconds = Math.floor(receivedAt.getTime() / 1000).toString(16)
  return {
    httpMethod: request.method ?? 'GET',
    path: queryStart < 0 ? target : target.slice(0, queryStart),
    query: queryStart < 0 ? '' : target.slice(queryStart + 1),
    headers: headerPairs(request.rawHeaders),
    sourceIp: normalizeAddress(request.socket.remoteAddress ?? ''),
    protocol: `HTTP/${request.httpVersion}`,
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    traceRoot: `Root=1-${seconds}-${randomBytes(12).toString('hex')}`,
    receivedAt,
  }
}

/** All values of a header, whatever its letter case. */
export const headerValues = (request: ClientRequest, name: string): string[] =>
  request.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
