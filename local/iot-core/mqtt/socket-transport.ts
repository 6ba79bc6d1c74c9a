import type { Socket } from 'node:net'
import { normalizeAddress } from '../normalize-address.ts'
import type { MqttTransport } from './mqtt-transport.ts'

/** How long a closed connection may linger for the client to read the last packet. */
const LINGER_MS = 2000

/** MQTT directly on a TLS socket, or on a plain one for operators. */
export const socketTransport = (socket: Socket, serverName: string | undefined): MqttTransport => ({
  protocol: 'MQTT',
  sourceIp: normalizeAddress(socket.remoteAddress),
  sourcePort: socket.remotePort ?? 0,
  serverName,
  get unreadBytes() {
    return socket.writableLength
  },
  open({ onData, onTraffic, onClose }) {
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      onData(chunk)
      onTraffic(chunk.length, 0)
    })
    // 'close' follows every error, and says all there is to say.
    socket.on('error', () => {})
    socket.on('close', () => onClose(false))
    if (socket.destroyed) onClose(false)
  },
  write(bytes) {
    if (socket.writable) socket.write(bytes)
  },
  pause: () => socket.pause(),
  resume: () => socket.resume(),
  close() {
    if (socket.destroyed) return
    // Reading on keeps the kernel from answering late bytes with a reset, which would discard the last packet.
    socket.resume()
    socket.end()
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(timer))
  },
})
