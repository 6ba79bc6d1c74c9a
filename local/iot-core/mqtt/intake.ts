import type { Packet } from 'mqtt-packet'
import type { Gateway } from '../gateway.ts'
import type { MqttTransport } from './mqtt-transport.ts'
import { PacketDecoder } from './packet-decoder.ts'
import { PacketFramer } from './packet-framer.ts'
import { Throttle } from './throttle.ts'

/** A pause is no shorter, so that a flood is read in slices and not packet by packet. */
const SHORTEST_PAUSE_MS = 50
const NOTHING = Buffer.alloc(0)

export interface IntakeEvents {
  /** The greatest whole length of a packet that starts with this byte; 0 if none may. */
  allowedLength(firstByte: number): number
  /** False once no more packets are wanted. */
  onPacket(packet: Packet): boolean
  onFault(detail: string): void
  schedule(delayMs: number, action: () => void): void
}

/** Reads a client's packets, no faster than one client may keep the machine busy; what is above that is read later. */
export class Intake {
  readonly #gateway: Gateway
  readonly #transport: Pick<MqttTransport, 'pause' | 'resume'>
  readonly #events: IntakeEvents
  readonly #framer: PacketFramer
  readonly #decoder = new PacketDecoder()
  readonly #bytes: Throttle
  readonly #packets: Throttle
  #unread: Buffer = NOTHING
  #pausedUntil: number | undefined

  constructor(
    gateway: Gateway,
    transport: Pick<MqttTransport, 'pause' | 'resume'>,
    events: IntakeEvents,
    isUnlimited: boolean,
  ) {
    const { clock, quotas } = gateway
    const limit = (rate: number): Throttle =>
      new Throttle(clock, isUnlimited ? Number.POSITIVE_INFINITY : rate)
    this.#gateway = gateway
    this.#transport = transport
    this.#events = events
    this.#framer = new PacketFramer(events.allowedLength)
    this.#bytes = limit(quotas.throughputBytesPerSecond)
    this.#packets = limit(quotas.packetsPerSecond)
  }

  take(chunk: Buffer): void {
    // A WebSocket hands over what it has read already, paused or not.
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    if (this.#pausedUntil === undefined) this.#read()
  }

  /** Counts what the transport has read, packets excluded, which are counted one by one. */
  count(bytes: number, controlFrames: number): void {
    this.#pause(Math.max(this.#bytes.take(bytes), this.#packets.take(controlFrames)))
  }

  #read(): void {
    const bytes = this.#unread
    this.#unread = NOTHING
    let delayMs = 0
    let isWanted = true
    try {
      const unread = this.#framer.push(bytes, (packet) => {
        isWanted = this.#events.onPacket(this.#decoder.decode(packet))
        delayMs = this.#packets.take(1)
        return isWanted && delayMs === 0
      })
      if (!isWanted) return
      this.#unread = unread
      this.#pause(delayMs)
    } catch (error) {
      this.#events.onFault(error instanceof Error ? error.message : 'expected MQTT')
    }
  }

  #pause(delayMs: number): void {
    if (delayMs === 0) return
    const wait = Math.max(delayMs, SHORTEST_PAUSE_MS)
    const until = this.#gateway.clock.now() + wait
    const isPaused = this.#pausedUntil !== undefined
    this.#pausedUntil = Math.max(this.#pausedUntil ?? 0, until)
    if (isPaused) return
    this.#transport.pause()
    this.#events.schedule(wait, () => this.#resume())
  }

  #resume(): void {
    const leftMs = (this.#pausedUntil ?? 0) - this.#gateway.clock.now()
    if (leftMs > 0) {
      this.#events.schedule(leftMs, () => this.#resume())
      return
    }
    this.#pausedUntil = undefined
    this.#read()
    if (this.#pausedUntil === undefined) this.#transport.resume()
  }
}
