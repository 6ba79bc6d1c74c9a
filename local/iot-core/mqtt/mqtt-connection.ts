import { randomUUID } from 'node:crypto'
import type { IConnectPacket, Packet } from 'mqtt-packet'
import { generate } from 'mqtt-packet'
import type { Delivery } from '../broker/message.ts'
import type { Outlet } from '../broker/session.ts'
import type { Cancel } from '../clock.ts'
import type { Decision, Gateway } from '../gateway.ts'
import type { DisconnectReason } from '../lifecycle-event.ts'
import type { Waiting } from '../waiting-room.ts'
import { admit } from './admit.ts'
import type { Client } from './client.ts'
import { deliver } from './deliver.ts'
import { handlePacket } from './handle-packet.ts'
import type { IntakeEvents } from './intake.ts'
import { Intake } from './intake.ts'
import type { EndOptions } from './leave.ts'
import { leave } from './leave.ts'
import type { MqttTransport } from './mqtt-transport.ts'
import { reasonCode } from './reason-code.ts'

const CONNECT_FIRST_BYTE = 0x10
/** An invalid topic can be as long as a packet, which no log line needs. */
const SHOWN_CHARACTERS = 512

/** One MQTT connection from its first byte to its last: a stranger, then being admitted, then a client. */
export class MqttConnection implements Outlet, Waiting {
  readonly id = randomUUID()
  readonly gateway: Gateway
  readonly transport: MqttTransport
  /** On the tap: nobody asks for credentials or policies. */
  readonly isOperator: boolean
  #phase: 'stranger' | 'admitting' | 'admitted' | 'ended' = 'stranger'
  #client: Client | undefined
  readonly #intake: Intake
  #strangerBytes = 0
  readonly #timers = new Set<Cancel>()
  #lastPacketAt: number

  constructor(gateway: Gateway, transport: MqttTransport, isOperator: boolean) {
    this.gateway = gateway
    this.transport = transport
    this.isOperator = isOperator
    const events: IntakeEvents = {
      allowedLength: (firstByte) => this.#allowedLength(firstByte),
      onPacket: (packet) => this.#handle(packet),
      onFault: (detail) => this.#fail(detail),
      schedule: (delayMs, action) => this.schedule(delayMs, action),
    }
    this.#intake = new Intake(gateway, transport, events, isOperator)
    this.#lastPacketAt = gateway.clock.now()
  }

  get client(): Client | undefined {
    return this.#client
  }

  get hasEnded(): boolean {
    return this.#phase === 'ended'
  }

  get isBusy(): boolean {
    return this.#phase === 'admitting'
  }

  get sourceIp(): string {
    return this.transport.sourceIp
  }

  get lastPacketAt(): number {
    return this.#lastPacketAt
  }

  get receiveMaximum(): number {
    return this.#client?.receiveMaximum ?? 0
  }

  open(): void {
    const { strangers, waitingRoom, quotas } = this.gateway
    strangers.add(this)
    if (!this.isOperator) waitingRoom.enter(this)
    this.schedule(quotas.admissionSeconds * 1000, () => {
      if (this.#phase !== 'admitted')
        this.drop(`expected to be admitted within ${quotas.admissionSeconds} s`)
    })
    this.transport.open({
      onData: (chunk) => {
        if (!this.hasEnded) this.#intake.take(chunk)
      },
      onTraffic: (bytes, controlFrames) => this.#count(bytes, controlFrames),
      onClose: (isGoodbye) =>
        isGoodbye
          ? this.end('CLIENT_INITIATED_DISCONNECT', { preventWill: true })
          : this.end('CONNECTION_LOST'),
    })
  }

  /** From here on the connection is the client's; called once. */
  become(client: Client): void {
    this.#phase = 'admitted'
    this.#client = client
    this.#forgetStranger()
  }

  send(packet: Packet): void {
    const version = this.#client?.version ?? 4
    this.write(generate(packet, { protocolVersion: version }))
  }

  write(bytes: Buffer): void {
    if (this.#phase === 'ended') return
    this.transport.write(bytes)
    if (this.transport.unreadBytes > 2 * this.gateway.quotas.unreadBytes)
      this.end('CLIENT_ERROR', { detail: 'expected the client to read what it is sent' })
  }

  /** Runs the action later, unless the connection ends first. */
  schedule(delayMs: number, action: () => void): void {
    const cancel = this.gateway.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel)
      action()
    })
    this.#timers.add(cancel)
  }

  deliver(delivery: Delivery, messageId: number | undefined, isRepeated: boolean): boolean {
    return (
      this.#client !== undefined && deliver(this, this.#client, delivery, messageId, isRepeated)
    )
  }

  decide(decision: Omit<Decision, 'protocol' | 'sourceIp' | 'clientId' | 'principalId'>): void {
    if (this.isOperator) return
    const { protocol, sourceIp } = this.transport
    const { clientId, principalId } = this.#client ?? {}
    const resource = decision.resource?.slice(0, SHOWN_CHARACTERS)
    this.gateway.decide({ ...decision, protocol, sourceIp, clientId, principalId, resource })
  }

  /** Refuses a client that has not been admitted. */
  drop(detail: string): void {
    if (this.#phase === 'ended') return
    this.decide({ event: 'Connect', outcome: 'refused', reason: 'PROTOCOL_ERROR', detail })
    this.end('CLIENT_ERROR')
  }

  /** Ends the connection, whatever state it is in; only the first call counts. */
  end(reason: DisconnectReason, options: EndOptions = {}): void {
    if (this.#phase === 'ended') return
    const client = this.#client
    if (client?.version === 5 && options.code !== undefined)
      this.transport.write(
        generate({ cmd: 'disconnect', reasonCode: options.code }, { protocolVersion: 5 }),
      )
    this.#phase = 'ended'
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#forgetStranger()
    this.transport.close()
    if (client !== undefined) leave(this, client, reason, options)
  }

  #allowedLength(firstByte: number): number {
    const { connectPacketBytes, maximumPacketBytes } = this.gateway.quotas
    if (this.#phase === 'admitted') return maximumPacketBytes
    // AWS wants clients to wait for CONNACK, so nothing may follow a CONNECT before it.
    return this.#phase === 'stranger' && firstByte === CONNECT_FIRST_BYTE ? connectPacketBytes : 0
  }

  #count(bytes: number, controlFrames: number): void {
    if (this.#phase === 'stranger' || this.#phase === 'admitting') this.#strangerBytes += bytes
    const limit = this.gateway.quotas.strangerBytes
    if (this.#strangerBytes > limit && this.#phase !== 'admitted')
      this.drop(`expected at most ${limit} bytes before CONNACK`)
    if (!this.hasEnded) this.#intake.count(bytes, controlFrames)
  }

  /** False once no more packets are wanted. */
  #handle(packet: Packet): boolean {
    this.#lastPacketAt = this.gateway.clock.now()
    if (this.#phase === 'stranger' && packet.cmd === 'connect') this.#admit(packet)
    else if (this.#phase === 'admitted' && this.#client !== undefined)
      handlePacket(this, this.#client, packet)
    return this.#phase !== 'ended'
  }

  #admit(packet: IConnectPacket): void {
    this.#phase = 'admitting'
    admit(this, packet).catch(() => this.#fail('expected to admit the client, the gateway failed'))
  }

  #fail(detail: string): void {
    if (this.#phase === 'admitted')
      this.end('CLIENT_ERROR', { code: reasonCode.malformedPacket, detail })
    else this.drop(detail)
  }

  #forgetStranger(): void {
    this.gateway.strangers.delete(this)
    this.gateway.waitingRoom.leave(this)
  }
}
