import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { normalizeAddress } from '../normalize-address.ts'
import type { MqttTransport } from './mqtt-transport.ts'

const LINGER_MS = 2000
const UNREAD_PONG_BYTES = 33_554_432
/** RFC 6455, 7.4.1 */
const NORMAL_CLOSURE = 1000
const UNSUPPORTED_DATA = 1003
/** What a client's Close frame says that just goes: normal, going away, or nothing. */
const GOODBYES = new Set([NORMAL_CLOSURE, 1001, 1005])

/** MQTT in the binary messages of a WebSocket. */
export const websocketTransport = (
  webSocket: WebSocket,
  request: IncomingMessage,
  seen: Pick<MqttTransport, 'serverName' | 'http'>,
): MqttTransport => ({
  protocol: 'MQTT over WSS',
  sourceIp: normalizeAddress(request.socket.remoteAddress),
  sourcePort: request.socket.remotePort ?? 0,
  ...seen,
  get unreadBytes() {
    return webSocket.bufferedAmount
  },
  open({ onData, onTraffic, onClose }) {
    // Pings, pongs and fragments count before they make a message, or never do.
    request.socket.on('data', (chunk: Buffer) => onTraffic(chunk.length, 0))
    webSocket.on('message', (data, isBinary) => {
      // [MQTT-6.0.0-1]
      if (!isBinary) webSocket.close(UNSUPPORTED_DATA)
      else if (Buffer.isBuffer(data)) onData(data)
    })
    webSocket.on('pong', () => onTraffic(0, 1))
    webSocket.on('ping', () => {
      onTraffic(0, 1)
      // Each ping is answered, so a client that does not read must not go on pinging.
      if (webSocket.bufferedAmount > UNREAD_PONG_BYTES) webSocket.terminate()
    })
    webSocket.on('error', () => {})
    // AWS takes a Close frame for the client's own wish to go.
    webSocket.on('close', (code) => onClose(GOODBYES.has(code)))
  },
  write(bytes) {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes)
  },
  pause: () => webSocket.pause(),
  resume: () => webSocket.resume(),
  close() {
    if (webSocket.readyState === webSocket.CLOSED) return
    webSocket.resume()
    webSocket.close(NORMAL_CLOSURE)
    const timer = setTimeout(() => webSocket.terminate(), LINGER_MS)
    webSocket.once('close', () => clearTimeout(timer))
  },
})
