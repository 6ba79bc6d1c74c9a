import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { z } from 'zod'
import { AwsServiceError } from './aws-json.ts'

/** What dynalite asks of a response. */
interface DynaliteResponse {
  setHeader(name: string, value: string | number): unknown
  end(body: string): unknown
}

/**
 * Hands a request to a dynalite server that was read already. dynalite throws at some input that is no attribute value.
 *
 * @throws AwsServiceError SerializationException
 */
export const handToDynalite = (
  server: Server,
  { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
  response: DynaliteResponse,
): void => {
  const request = Object.assign(new EventEmitter(), { method, url, headers })
  try {
    server.emit('request', request, response)
    request.emit('data', body)
    request.emit('end')
  } catch {
    throw new AwsServiceError(
      'SerializationException',
      'expected keys and attribute values, got something else in their places',
    )
  }
}

/** What dynalite answered: an error has a `__type`. */
export type DynaliteAnswer = Readonly<Record<string, unknown>>

const answer = z.record(z.string(), z.unknown())

// dynalite looks for a signature, and checks none.
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=none, Signature=none',
  'x-amz-date': '20260101T000000Z',
}

/** Calls an operation of a dynalite server without a connection. */
export const callDynalite = (
  server: Server,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<DynaliteAnswer> =>
  new Promise((resolve) => {
    const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` }
    handToDynalite(
      server,
      { method: 'POST', url: '/', headers },
      Buffer.from(JSON.stringify(input)),
      {
        setHeader: () => {},
        end: (body) => resolve(answer.parse(JSON.parse(body))),
      },
    )
  })
