import type { Packet, Parser } from 'mqtt-packet'
import { parser } from 'mqtt-packet'
import { areSoundProperties } from './check-properties.ts'

/** A whole packet whose inside is not MQTT. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket'
}

/** Decodes the packets of one connection; the protocol version is that of its CONNECT. */
export class PacketDecoder {
  readonly #parser: Parser = parser()
  #packet: Packet | undefined
  #error: unknown

  constructor() {
    this.#parser.on('packet', (packet) => {
      this.#packet = packet
    })
    this.#parser.on('error', (error: unknown) => {
      this.#error = error
    })
  }

  /** @param bytes exactly one packet, as the framer cuts it */
  decode(bytes: Buffer): Packet {
    this.#packet = undefined
    this.#error = undefined
    try {
      const unread = this.#parser.parse(bytes)
      if (unread > 0) this.#error ??= new Error('bytes are left over')
    } catch (error) {
      // The codec reads past the end of some truncated packets.
      this.#error = error
    }
    if (this.#error !== undefined || this.#packet === undefined)
      throw new MalformedPacket(`expected a well-formed packet: ${describe(this.#error)}`)
    if (!propertiesOf(this.#packet).every(areSoundProperties))
      throw new MalformedPacket('expected each property whole, once and well-formed')
    return this.#packet
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? error.message.toLowerCase() : 'it is cut short'

const propertiesOf = (packet: Packet): object[] => {
  const own = 'properties' in packet ? packet.properties : undefined
  const ofWill = packet.cmd === 'connect' ? packet.will?.properties : undefined
  return [own, ofWill].filter((properties) => properties !== undefined)
}
