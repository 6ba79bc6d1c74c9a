import { IotError, refuse } from '../../iot-core/control-plane/iot-error.ts'
import { paginate } from './paginate.ts'
import { booleanParameter, integerParameter } from './query-parameters.ts'
import { type RequestHandler, type RestCall, serveRestJson } from './rest-json.ts'

const LARGEST_PAYLOAD_BYTES = 128 * 1024

export interface RetainedMessageView {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1
  readonly lastModified: Date
}

/** What the data plane needs of a device gateway. */
export interface IotDataPlanePorts {
  /** Throws a RangeError that says why a topic or payload cannot be published. */
  publish(
    topic: string,
    payload: Uint8Array,
    options: { readonly qos: 0 | 1; readonly retain: boolean },
  ): void
  /** False if no such client is connected. */
  disconnectClient(
    clientId: string,
    options: { readonly cleanSession: boolean; readonly preventWillMessage: boolean },
  ): boolean
  retainedMessages(): readonly RetainedMessageView[]
}

const NOT_EMULATED_PARAMETERS = ['contentType', 'responseTopic', 'messageExpiry']
const NOT_EMULATED_HEADERS = [
  'x-amz-mqtt5-user-properties',
  'x-amz-mqtt5-payload-format-indicator',
  'x-amz-mqtt5-correlation-data',
]

const refuseMqtt5Properties = ({ query, headers }: RestCall): void => {
  const sent = [
    ...NOT_EMULATED_PARAMETERS.filter((name) => query.has(name)),
    ...NOT_EMULATED_HEADERS.filter((name) => headers[name] !== undefined),
  ]
  if (sent.length > 0) refuse('a publish without MQTT 5 properties, which are not emulated', sent)
}

const publish = (ports: IotDataPlanePorts, call: RestCall) => {
  refuseMqtt5Properties(call)
  const qos = integerParameter(call.query, 'qos', [0, 1]) === 1 ? 1 : 0
  const retain = booleanParameter(call.query, 'retain') ?? false
  try {
    ports.publish(call.resource, call.body, { qos, retain })
    return { message: 'OK', traceId: call.requestId }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new IotError('InvalidRequestException', error.message, { cause: error })
  }
}

const deleteConnection = (ports: IotDataPlanePorts, { resource, query }: RestCall): void => {
  const disconnected = ports.disconnectClient(resource, {
    cleanSession: booleanParameter(query, 'cleanSession') ?? false,
    preventWillMessage: booleanParameter(query, 'preventWillMessage') ?? false,
  })
  if (disconnected) return
  throw new IotError(
    'ResourceNotFoundException',
    `expected a connected client, got ${resource.slice(0, 128)}`,
  )
}

const getRetainedMessage = (ports: IotDataPlanePorts, { resource }: RestCall) => {
  const message = ports.retainedMessages().find(({ topic }) => topic === resource)
  if (message === undefined) {
    const expected = `expected a topic with a retained message, got ${resource.slice(0, 256)}`
    throw new IotError('ResourceNotFoundException', expected)
  }
  const { topic, payload, qos, lastModified } = message
  return {
    topic,
    payload: Buffer.from(payload).toString('base64'),
    qos,
    lastModifiedTime: lastModified.getTime(),
  }
}

const listRetainedMessages = (ports: IotDataPlanePorts, { query }: RestCall) => {
  const size = integerParameter(query, 'maxResults', [1, 200]) ?? 200
  const marker = query.get('nextToken') ?? undefined
  const { items, next } = paginate(ports.retainedMessages(), ({ topic }) => topic, size, marker)
  return {
    retainedTopics: items.map(({ topic, payload, qos, lastModified }) => ({
      topic,
      payloadSize: payload.length,
      qos,
      lastModifiedTime: lastModified.getTime(),
    })),
    nextToken: next,
  }
}

/** The IoT data plane's HTTP API for applications; devices publish at the gateway's own port. */
export const createIotDataPlane = (ports: IotDataPlanePorts): RequestHandler =>
  serveRestJson(
    [
      { method: 'POST', path: /^\/topics\/(.+)$/, operate: (call) => publish(ports, call) },
      {
        method: 'DELETE',
        path: /^\/connections\/([^/]+)$/,
        operate: (call) => deleteConnection(ports, call),
      },
      {
        method: 'GET',
        path: /^\/retainedMessage\/(.+)$/,
        operate: (call) => getRetainedMessage(ports, call),
      },
      {
        method: 'GET',
        path: /^\/retainedMessage$/,
        operate: (call) => listRetainedMessages(ports, call),
      },
    ],
    { internalError: 'InternalFailureException', maximumBodyBytes: LARGEST_PAYLOAD_BYTES },
  )
