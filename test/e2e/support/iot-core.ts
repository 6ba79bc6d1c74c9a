import mqtt, { type IClientOptions, type MqttClient, type Packet } from 'mqtt'
import { inject, onTestFinished } from 'vitest'
import { type Answer, exchange } from './https-exchange.ts'

export type ProtocolVersion = 4 | 5
export type Transport = 'tls' | 'wss'

export interface ConnectOptions {
  readonly clientId: string
  readonly username: string
  /** 4 is MQTT 3.1.1. @default 4 */
  readonly protocolVersion?: ProtocolVersion
  /** @default 'tls', with ALPN `mqtt` */
  readonly transport?: Transport
  readonly will?: IClientOptions['will']
}

const clientFor = ({
  clientId,
  username,
  protocolVersion = 4,
  transport = 'tls',
  will,
}: ConnectOptions): MqttClient => {
  const { iot, rootCaPem } = inject('stack')
  const options: IClientOptions = {
    clientId,
    username,
    protocolVersion,
    ca: rootCaPem,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    will,
  }
  const client =
    transport === 'wss'
      ? mqtt.connect(`wss://${iot.host}:${iot.port}/mqtt`, options)
      : mqtt.connect(`mqtts://${iot.host}:${iot.port}`, {
          ...options,
          ALPNProtocols: ['mqtt'],
          servername: iot.host,
        })
  onTestFinished(() => {
    client.end(true)
  })
  return client
}

/** How an attempt to connect ended: the CONNACK code, or nothing but a closed connection. */
export type ConnectOutcome = number | 'closed'

/** Connects with a client that tries once; 0 is accepted. */
export const attemptConnect = (
  options: ConnectOptions,
): Promise<{ readonly outcome: ConnectOutcome; readonly client: MqttClient }> => {
  const client = clientFor(options)
  return new Promise((resolve) => {
    client.on('packetreceive', (packet) => {
      if (packet.cmd !== 'connack') return
      resolve({ outcome: packet.reasonCode ?? packet.returnCode ?? 0, client })
    })
    client.on('close', () => resolve({ outcome: 'closed', client }))
    // An error comes with a CONNACK or a close, which say more.
    client.on('error', () => {})
  })
}

/** Connects as a device that is admitted. */
export const connectDevice = async (options: ConnectOptions): Promise<MqttClient> => {
  const { outcome, client } = await attemptConnect(options)
  if (outcome !== 0) throw new Error(`expected CONNACK 0, got ${outcome}`)
  return client
}

/** An acknowledgement of a publish or a subscription, and its reason codes. */
const acknowledgement = (packet: Packet): string | undefined => {
  if (packet.cmd === 'suback') return `suback ${packet.granted.join(' ')}`
  if (packet.cmd === 'puback') return `puback ${packet.reasonCode ?? 0}`
  return undefined
}

/** The first acknowledgement that comes, or `closed` if the server closes the connection without one. */
export const firstAnswer = (client: MqttClient): Promise<string> =>
  new Promise((resolve) => {
    client.on('packetreceive', (packet) => {
      const answer = acknowledgement(packet)
      if (answer !== undefined) resolve(answer)
    })
    client.once('close', () => resolve('closed'))
  })

/** Publishes over HTTPS; the query string holds the credentials. */
export const publishOverHttps = (
  topic: string,
  query: string,
  payload: string,
): Promise<Answer> => {
  const { iot } = inject('stack')
  const path = `/topics/${topic}?qos=1&${query}`
  return exchange({ host: iot.host, port: iot.port, method: 'POST', path }, payload)
}
