import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { z } from 'zod'

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
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` },
    })
    const response = {
      setHeader: () => {},
      end: (body: string) => resolve(answer.parse(JSON.parse(body))),
    }
    server.emit('request', request, response)
    request.emit('data', Buffer.from(JSON.stringify(input)))
    request.emit('end')
  })
