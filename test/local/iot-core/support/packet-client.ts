import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect as connectTcp } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { connect as connectTls } from 'node:tls'
import type { IConnackPacket, IConnectPacket, Packet } from 'mqtt-packet'
import { generate, parser } from 'mqtt-packet'

type PacketOf<Cmd extends Packet['cmd']> = Extract<Packet, { cmd: Cmd }>

/** An MQTT client that does nothing by itself, so that a test sees every packet. */
export interface PacketClient {
  readonly socket: Socket
  send(packet: Packet): void
  /** The next packet, which must be of this kind. */
  next<Cmd extends Packet['cmd']>(cmd: Cmd): Promise<PacketOf<Cmd>>
  /** Sends CONNECT and resolves with CONNACK. */
  connect(packet?: Partial<IConnectPacket>): Promise<IConnackPacket>
  /** Resolves with the packets nobody asked for once the server has closed. */
  closed(): Promise<readonly Packet[]>
}

export interface PacketClientOptions extends ConnectionOptions {
  readonly port: number
  readonly version?: 4 | 5
}

/** Opens a TLS connection with ALPN `mqtt`, or a plain one if there is no `ca`. */
export const openPacketClient = async (options: PacketClientOptions): Promise<PacketClient> => {
  const { version = 4, port, ...tls } = options
  const socket: Socket =
    tls.ca === undefined
      ? connectTcp({ host: '127.0.0.1', port })
      : connectTls({
          host: '127.0.0.1',
          servername: 'localhost',
          ALPNProtocols: ['mqtt'],
          port,
          ...tls,
        })
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  const packets = packetsOf(socket, version, isClosed)
  const isOpen = once(socket, tls.ca === undefined ? 'connect' : 'secureConnect')
  await Promise.race([isOpen, isClosed])
  const send = (packet: Packet): void => {
    socket.write(generate(packet, { protocolVersion: version }))
  }
  const next: PacketClient['next'] = async (cmd) => {
    const packet = await packets.shift()
    if (packet === undefined) throw new Error(`expected ${cmd}, the server closed`)
    if (!isCmd(packet, cmd)) throw new Error(`expected ${cmd}, got ${JSON.stringify(packet)}`)
    return packet
  }
  return {
    socket,
    send,
    next,
    connect(packet) {
      send({
        cmd: 'connect',
        protocolVersion: version,
        clientId: 'device',
        clean: true,
        keepalive: 60,
        username: 'right',
        ...packet,
      })
      return next('connack')
    },
    async closed() {
      await isClosed
      return packets.rest()
    },
  }
}

const isCmd = <Cmd extends Packet['cmd']>(packet: Packet, cmd: Cmd): packet is PacketOf<Cmd> =>
  packet.cmd === cmd

interface PacketQueue {
  shift(): Promise<Packet | undefined>
  rest(): readonly Packet[]
}

const packetsOf = (socket: Socket, version: 4 | 5, isClosed: Promise<void>): PacketQueue => {
  const packets: Packet[] = []
  let wake = (): void => {}
  const decoder = parser({ protocolVersion: version })
  // An HTTP server may answer, too; a test sees that there was no packet.
  decoder.on('error', () => {})
  decoder.on('packet', (packet) => {
    packets.push(packet)
    wake()
  })
  socket.on('data', (chunk: Buffer) => decoder.parse(chunk))
  return {
    async shift() {
      if (packets.length === 0)
        await Promise.race([
          isClosed,
          new Promise<void>((resolve) => {
            wake = resolve
          }),
        ])
      return packets.shift()
    },
    rest: () => packets,
  }
}
