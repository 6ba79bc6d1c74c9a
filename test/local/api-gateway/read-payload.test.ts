import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPayloadReader, type HeldPayload } from '../../../local/api-gateway/read-payload.ts'

let server: Server

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** What a server sees of a request with this body. */
const receive = async (body: string, chunked = false): Promise<IncomingMessage> => {
  const { port } = server.address() as AddressInfo
  const sent = request({ port, host: '127.0.0.1', method: 'POST' })
  sent.on('error', () => {})
  if (chunked) sent.setHeader('transfer-encoding', 'chunked')
  else sent.setHeader('content-length', body.length)
  sent.end(body)
  const [received] = await once(server, 'request')
  return received as IncomingMessage
}

describe('createPayloadReader', () => {
  it.each([
    ['hello', 'hello'],
    ['', null],
  ])('reads %j as %j', async (sent, body) => {
    expect(await createPayloadReader()(await receive(sent))).toMatchObject({ body })
  })

  it.each([false, true])('refuses a payload that is too large, chunked: %s', async (chunked) => {
    const read = createPayloadReader({ payloadBytes: 10, bytesAtATime: 100 })

    expect(await read(await receive('x'.repeat(11), chunked))).toBe('TOO_LARGE')
  })

  it('refuses a payload while others fill the room, and takes it afterwards', async () => {
    const read = createPayloadReader({ payloadBytes: 10, bytesAtATime: 15 })
    const first = (await read(await receive('0123456789'))) as HeldPayload
    const meanwhile = await read(await receive('0123456789'))
    first.release()
    first.release()

    expect(meanwhile).toBe('NO_ROOM')
    expect(await read(await receive('9876543210'))).toMatchObject({ body: '9876543210' })
    expect(await read(await receive('9876543210'))).toBe('NO_ROOM')
  })
})
