import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Gateway } from '../gateway.ts'
import { normalizeAddress } from '../normalize-address.ts'
import { AuthorizerCache } from './authorizer-cache.ts'
import { handlePublishRequest } from './handle-publish-request.ts'
import { HttpConnection } from './http-connection.ts'
import { createUpgrade } from './upgrade.ts'

/** What came where HTTP was expected: an MQTT CONNECT starts with this byte. */
const CONNECT_FIRST_BYTE = 0x10

export interface HttpFront {
  /** Serves HTTP on a socket whose ALPN is `http/1.1` or absent. */
  serve(socket: TLSSocket): void
  /** Closes idle connections now, and the others after their answer. */
  close(): void
}

/** HTTPS publishes and MQTT over WebSocket, on sockets that the TLS server hands over. */
export const createHttpFront = (gateway: Gateway): HttpFront => {
  const connections = new Map<Duplex, HttpConnection>()
  const upgrade = createUpgrade(gateway)
  let isClosing = false
  const server = createServer({
    maxHeaderSize: gateway.quotas.httpHeaderBytes,
    // The deadlines of HttpConnection take the place of Node's, which only a listening server enforces.
    keepAliveTimeout: 0,
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket)
    if (connection === undefined || !connection.begin()) {
      request.socket.destroy()
      return
    }
    response.on('close', () => connection.finish())
    connection
      .inTurn(() => handlePublishRequest(gateway, connection, request, response))
      // The client went away while its body was read.
      .catch(() => request.socket.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    connections.get(socket)?.release()
    connections.delete(socket)
    upgrade(request, socket, head)
  })
  reportUnreadable(server, gateway)
  return {
    serve(socket) {
      if (isClosing) {
        socket.destroy()
        return
      }
      const connection = new HttpConnection(gateway, socket, new AuthorizerCache(gateway.clock))
      connections.set(socket, connection)
      socket.once('close', () => {
        connection.release()
        connections.delete(socket)
      })
      server.emit('connection', socket)
    },
    close() {
      isClosing = true
      for (const connection of connections.values()) connection.close()
    },
  }
}

const reportUnreadable = (server: Server, gateway: Gateway): void => {
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    const sourceIp =
      'remoteAddress' in socket && typeof socket.remoteAddress === 'string'
        ? normalizeAddress(socket.remoteAddress)
        : ''
    const isMqtt = error.rawPacket?.[0] === CONNECT_FIRST_BYTE
    if (error.rawPacket !== undefined)
      gateway.decide({
        event: 'Connect',
        outcome: 'refused',
        protocol: 'HTTPS',
        sourceIp,
        reason: 'PROTOCOL_ERROR',
        detail: isMqtt
          ? 'expected ALPN "mqtt" for MQTT, got MQTT on a connection for HTTPS'
          : 'expected an HTTP request, got something else',
      })
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
    else socket.destroy()
  })
}
