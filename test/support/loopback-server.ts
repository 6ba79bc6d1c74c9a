import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { listenOn } from '../../local/listen.ts'

/** Reads the body of a request as text. */
export const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** An HTTP server on loopback that does what a test wants. */
export const startLoopbackServer = async (listener: RequestListener) => {
  const server = createServer(listener)
  const port = await listenOn(server, { host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type LoopbackServer = Awaited<ReturnType<typeof startLoopbackServer>>

/** Of AWS clients that call it. */
export const awsSettingsOf = ({ url }: LoopbackServer) => ({
  region: 'eu-central-1',
  endpoint: url,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
})
