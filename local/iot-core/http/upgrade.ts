import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Gateway } from '../gateway.ts'
import { MqttConnection } from '../mqtt/mqtt-connection.ts'
import { websocketTransport } from '../mqtt/websocket-transport.ts'
import { normalizeAddress } from '../normalize-address.ts'
import type { RefusalReason } from '../types.ts'
import { queryStringOf } from './parse-publish-request.ts'
import { headersOf, isForEndpoint, serverNameOf } from './request-context.ts'

/** `mqttv3.1` is what AWS's first JavaScript SDK offers, although it speaks 3.1.1. */
const SUBPROTOCOLS = ['mqtt', 'mqttv3.1']

interface Refusal {
  readonly status: number
  readonly reason: RefusalReason
  readonly detail: string
}

const offeredProtocols = ({ headers }: IncomingMessage): readonly string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())

const refusalOf = (request: IncomingMessage, { endpointHosts }: Gateway): Refusal | undefined => {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== '/mqtt')
    return { status: 404, reason: 'PROTOCOL_ERROR', detail: 'expected the path /mqtt' }
  if (!isForEndpoint(request, endpointHosts)) {
    const detail = 'expected SNI or Host of the endpoint'
    return { status: 403, reason: 'SERVER_NAME_MISMATCH', detail }
  }
  if (!offeredProtocols(request).some((name) => SUBPROTOCOLS.includes(name))) {
    const detail = `expected the subprotocol ${SUBPROTOCOLS.join(' or ')}`
    return { status: 400, reason: 'PROTOCOL_ERROR', detail }
  }
  return undefined
}

/** Makes an upgraded request an MQTT connection. Credentials are judged when its CONNECT comes, as AWS does. */
export const createUpgrade = (
  gateway: Gateway,
): ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) => {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // One message may hold more than one packet.
    maxPayload: 2 * gateway.quotas.maximumPacketBytes,
    // Each piece keeps the whole record that it came in.
    maxFragments: gateway.quotas.webSocketFragments,
    maxBufferedChunks: gateway.quotas.webSocketChunks,
    handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
  })
  return (request, socket, head) => {
    socket.on('error', () => {})
    const refusal = refusalOf(request, gateway)
    if (refusal !== undefined) {
      refuse(gateway, request, socket, refusal)
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const serverName = serverNameOf(request)
      const transport = websocketTransport(webSocket, request, {
        ...(serverName === undefined ? {} : { serverName }),
        http: { headers: headersOf(request), queryString: queryStringOf(request.url ?? '') },
      })
      new MqttConnection(gateway, transport, false).open()
    })
  }
}

const refuse = (
  gateway: Gateway,
  request: IncomingMessage,
  socket: Duplex,
  { status, reason, detail }: Refusal,
): void => {
  gateway.decide({
    event: 'Connect',
    outcome: 'refused',
    protocol: 'MQTT over WSS',
    sourceIp: normalizeAddress(request.socket.remoteAddress),
    reason,
    detail,
  })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    () => socket.destroy(),
  )
}
