import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { readBody } from '../aws/aws-json.ts'
import { listenOn } from '../listen.ts'
import { MAX_ANSWER_BYTES } from './custom-resource-answer.ts'

/** One URL that takes one PUT. */
export interface ResponseUrl {
  readonly url: string
  /** Settles with the body of the PUT; never if none comes. */
  readonly body: Promise<string>
  readonly dispose: () => void
}

export interface ResponseUrls {
  readonly create: () => ResponseUrl
  readonly close: () => Promise<void>
}

/** Serves what stands for CloudFormation's presigned S3 URLs: loopback, with an unguessable path for each request. */
export const createResponseUrls = async (): Promise<ResponseUrls> => {
  const receivers = new Map<string, (body: string) => void>()

  const receive = async (request: IncomingMessage): Promise<number> => {
    const path = request.url ?? ''
    const receiver = receivers.get(path)
    if (request.method !== 'PUT' || receiver === undefined) return 403
    const body = await readBody(request, MAX_ANSWER_BYTES)
    receivers.delete(path)
    receiver(body.toString('utf8'))
    return 200
  }

  const server = createServer((request, response) => {
    receive(request).then(
      (statusCode) => response.writeHead(statusCode, { 'Content-Length': 0 }).end(),
      () => response.writeHead(400, { 'Content-Length': 0, Connection: 'close' }).end(),
    )
  })
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 })

  return {
    create: () => {
      const path = `/${randomUUID()}`
      const { promise, resolve } = Promise.withResolvers<string>()
      receivers.set(path, resolve)
      return {
        url: `http://127.0.0.1:${port}${path}`,
        body: promise,
        dispose: () => receivers.delete(path),
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
