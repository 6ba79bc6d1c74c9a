import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'

/** One device of the load: how it connects and where it may publish. */
export interface LoadClient {
  readonly options: IClientOptions
  readonly topic: string
}

export interface Rates {
  readonly connectsPerSecond: number
  readonly publishesPerSecond: number
}

/** Devices that knock at the same time. */
const KNOCKING = 16
/** AWS IoT Core takes 100 publishes a second of one connection, so no connection sends more in all. */
const PUBLISHES_EACH = 90
const PUBLISHING = 40

const connectAll = async (clients: readonly LoadClient[]): Promise<MqttClient[]> => {
  const waiting = [...clients]
  const connected: MqttClient[] = []
  const knock = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      connected.push(await connectAsync({ ...next.options, reconnectPeriod: 0 }))
    }
  }
  await Promise.all(Array.from({ length: KNOCKING }, knock))
  return connected
}

const publishAll = (client: MqttClient, topic: string): Promise<unknown> =>
  Promise.all(
    Array.from({ length: PUBLISHES_EACH }, (_, n) =>
      client.publishAsync(topic, `${n}`, { qos: 1 }),
    ),
  )

/** Connects every client once, then lets some of them publish at QoS 1, and counts what was acknowledged. */
export const measureRates = async (clients: readonly LoadClient[]): Promise<Rates> => {
  const connecting = performance.now()
  const connected = await connectAll(clients)
  const connectSeconds = (performance.now() - connecting) / 1000

  const topics = new Map(clients.map(({ options, topic }) => [options.clientId, topic]))
  const publishers = connected.slice(0, PUBLISHING)
  const publishing = performance.now()
  await Promise.all(
    publishers.map((client) => publishAll(client, topics.get(client.options.clientId) ?? '')),
  )
  const publishSeconds = (performance.now() - publishing) / 1000

  await Promise.all(connected.map((client) => client.endAsync()))
  return {
    connectsPerSecond: clients.length / connectSeconds,
    publishesPerSecond: (publishers.length * PUBLISHES_EACH) / publishSeconds,
  }
}
