import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'
import { createServer } from 'node:tls'
import type { DeviceGatewayOptions } from './device-gateway-options.ts'
import type { Gateway } from './gateway.ts'
import { normalizeAddress } from './normalize-address.ts'
import type { Waiting } from './waiting-room.ts'

/** What ALPN makes of a connection: AWS tells raw MQTT from HTTP by it. */
export type AlpnChoice = 'mqtt' | 'http/1.1' | 'http/1.0' | 'x-amzn-http-ca' | 'x-amzn-mqtt-ca'

const KNOWN: readonly AlpnChoice[] = [
  'mqtt',
  'http/1.1',
  'http/1.0',
  'x-amzn-http-ca',
  'x-amzn-mqtt-ca',
]

/** The first of the client's protocols that AWS knows. HTTP/2 is not among them. */
export const chooseAlpn = (offered: readonly string[]): AlpnChoice | undefined =>
  offered
    .map((name) => KNOWN.find((known) => known === name))
    .find((choice) => choice !== undefined)

/** TLS alerts that say something of the certificate or the protocols, not just that somebody hung up. */
const isWorthTelling = (error: NodeJS.ErrnoException): boolean =>
  error.code?.startsWith('ERR_SSL_') === true || error.code?.startsWith('ERR_TLS_') === true

/** Counts a connection among the strangers until its handshake is over, and what it speaks is known. */
const watchHandshakes = (server: Server, { waitingRoom }: Gateway) => {
  const handshakes = new Map<string, Waiting>()
  const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
  const finish = (name: string): void => {
    const handshake = handshakes.get(name)
    handshakes.delete(name)
    if (handshake !== undefined) waitingRoom.leave(handshake)
  }
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    const handshake: Waiting = {
      sourceIp: normalizeAddress(socket.remoteAddress),
      isBusy: false,
      drop: () => socket.destroy(),
    }
    handshakes.set(name, handshake)
    waitingRoom.enter(handshake)
    socket.once('close', () => {
      if (handshakes.get(name) === handshake) finish(name)
    })
  })
  return { finish: (socket: Socket): void => finish(nameOf(socket)) }
}

/** The TLS server of the one port; what it accepts is MQTT or HTTP. */
export const createTlsFront = (
  gateway: Gateway,
  { key, cert, ca }: DeviceGatewayOptions['tls'],
  handlers: { onMqtt: (socket: TLSSocket) => void; onHttp: (socket: TLSSocket) => void },
): Server => {
  const refuse = (socket: TLSSocket, detail: string): void =>
    gateway.decide({
      event: 'Connect',
      outcome: 'refused',
      protocol: 'MQTT',
      sourceIp: normalizeAddress(socket.remoteAddress),
      reason: 'PROTOCOL_ERROR',
      detail,
    })
  const server = createServer({
    key,
    cert: ca === undefined ? cert : `${cert}\n${ca}`,
    minVersion: 'TLSv1.2',
    handshakeTimeout: gateway.quotas.tlsHandshakeSeconds * 1000,
    // AWS IoT Core issues no session tickets.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ALPNCallback: ({ protocols }) => chooseAlpn(protocols),
  })
  server.maxConnections = gateway.quotas.connections
  const handshakes = watchHandshakes(server, gateway)
  server.on('secureConnection', (socket) => {
    handshakes.finish(socket)
    socket.on('error', () => {})
    if (socket.alpnProtocol === 'mqtt') handlers.onMqtt(socket)
    else if (socket.alpnProtocol !== 'x-amzn-mqtt-ca') handlers.onHttp(socket)
    else {
      refuse(socket, 'expected ALPN "mqtt" for custom authentication; x-amzn-mqtt-ca is for X.509')
      socket.destroy()
    }
  })
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    if (isWorthTelling(error)) refuse(socket, `expected a TLS handshake, got ${error.code}`)
    socket.destroy()
  })
  return server
}
