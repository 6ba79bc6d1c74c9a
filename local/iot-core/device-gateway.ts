import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { assembleGateway } from './assemble-gateway.ts'
import type { RetainedMessage } from './broker/retained-messages.ts'
import { RetainedMessages } from './broker/retained-messages.ts'
import { systemClock } from './clock.ts'
import type { DeviceGatewayOptions } from './device-gateway-options.ts'
import type { Gateway } from './gateway.ts'
import { createHttpFront } from './http/http-front.ts'
import type { ListenAddress } from './listeners.ts'
import { isLoopback, Listeners } from './listeners.ts'
import { MqttConnection } from './mqtt/mqtt-connection.ts'
import { reasonCode } from './mqtt/reason-code.ts'
import { socketTransport } from './mqtt/socket-transport.ts'
import { defaultQuotas } from './quotas.ts'
import { createTlsFront } from './tls-front.ts'
import { publishTopicFault } from './topic.ts'

/** What `connections()` shows of a connected device. */
export interface ConnectionSummary {
  readonly clientId: string
  readonly principalId: string
  readonly protocol: 'MQTT' | 'MQTT over WSS'
  readonly mqttVersion: 4 | 5
  readonly sourceIp: string
  readonly connectedAt: Date
}

export interface DeviceGateway {
  /** Opens the one TLS port for MQTT, MQTT over WebSocket and HTTPS; answers with the port that was bound. */
  listen(address: ListenAddress): Promise<ListenAddress>
  /** Opens a plain MQTT port for operators on this machine: no credentials, no policies, every topic. */
  listenTap(address: ListenAddress): Promise<ListenAddress>
  /** Tells every client, then closes everything. */
  close(): Promise<void>
  /** Publishes as AWS's data plane does for an application. */
  publish(topic: string, payload: Uint8Array | string, options?: PublishOptions): void
  /** AWS's DeleteConnection; false if no such client is connected. */
  disconnectClient(clientId: string, options?: DisconnectOptions): boolean
  connections(): readonly ConnectionSummary[]
  retainedMessages(): readonly RetainedMessage[]
}

export interface PublishOptions {
  readonly qos?: 0 | 1
  readonly retain?: boolean
}

export interface DisconnectOptions {
  readonly cleanSession?: boolean
  readonly preventWillMessage?: boolean
}

/** Creates AWS IoT Core's device gateway with custom authentication, on this machine. */
export const createDeviceGateway = (options: DeviceGatewayOptions): DeviceGateway => {
  const clock = options.clock ?? systemClock
  const quotas = { ...defaultQuotas, ...options.quotas }
  const retained = new RetainedMessages(quotas, clock.now)
  const gateway = assembleGateway(options, quotas, clock, retained)
  const listeners = new Listeners()
  const http = createHttpFront(gateway)
  let isClosing = false
  const accept = (socket: Socket, isOperator: boolean, serverName?: string): void => {
    if (isClosing) socket.destroy()
    else new MqttConnection(gateway, socketTransport(socket, serverName), isOperator).open()
  }
  return {
    listen: (address) =>
      listeners.listen(
        createTlsFront(gateway, options.tls, {
          onMqtt: (socket) => accept(socket, false, socket.servername || undefined),
          onHttp: (socket) => http.serve(socket),
        }),
        address,
      ),
    listenTap(address) {
      if (!isLoopback(address.host))
        throw new RangeError(`expected a loopback address for the tap, got ${address.host}`)
      return listeners.listen(
        createServer((socket) => accept(socket, true)),
        address,
      )
    },
    async close() {
      isClosing = true
      const stopped = listeners.stop()
      const cancelCutOff = listeners.cutOff()
      for (const connection of [...gateway.strangers, ...gateway.connections.values()])
        connection.end('SERVER_INITIATED_DISCONNECT', { code: reasonCode.serverShuttingDown })
      http.close()
      await stopped
      cancelCutOff()
      gateway.wills.clear()
      gateway.sessions.clear()
    },
    publish: (topic, payload, publishOptions) =>
      publishMessage(gateway, topic, payload, publishOptions),
    disconnectClient: (clientId, disconnectOptions) =>
      disconnect(gateway, clientId, disconnectOptions),
    connections: () => summarize(gateway),
    retainedMessages: () => retained.list(),
  }
}

const publishMessage = (
  { quotas, broker }: Gateway,
  topic: string,
  payload: Uint8Array | string,
  { qos = 0, retain = false }: PublishOptions = {},
): void => {
  const fault = publishTopicFault(topic, quotas)
  if (fault !== undefined) throw new RangeError(fault.detail)
  const bytes = Buffer.from(payload)
  if (bytes.length > quotas.payloadBytes)
    throw new RangeError(
      `expected a payload of at most ${quotas.payloadBytes} bytes, got ${bytes.length}`,
    )
  broker.publish({ topic, payload: bytes, qos, retain })
}

const disconnect = (
  { connections, sessions }: Gateway,
  clientId: string,
  { cleanSession = false, preventWillMessage = false }: DisconnectOptions = {},
): boolean => {
  const connection = connections.get(clientId)
  if (connection === undefined || connection.isOperator) return false
  connection.end('API_INITIATED_DISCONNECT', {
    code: reasonCode.administrativeAction,
    preventWill: preventWillMessage,
  })
  if (cleanSession) sessions.discard(clientId)
  return true
}

const summarize = ({ connections }: Gateway): readonly ConnectionSummary[] =>
  [...connections.values()].flatMap(({ client, isOperator, transport }) =>
    client === undefined || isOperator
      ? []
      : [
          {
            clientId: client.clientId,
            principalId: client.principalId,
            protocol: transport.protocol,
            mqttVersion: client.version,
            sourceIp: transport.sourceIp,
            connectedAt: client.connectedAt,
          },
        ],
  )
