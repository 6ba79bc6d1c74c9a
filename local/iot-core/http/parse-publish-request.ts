import type { UserProperties } from 'mqtt-packet'
import { countUserProperties } from '../broker/count-user-properties.ts'
import type { MessageProperties } from '../broker/message.ts'
import type { Quotas } from '../quotas.ts'
import { isWellFormedText, publishTopicFault } from '../topic.ts'
import type { HttpFault } from './http-fault.ts'
import { httpFault } from './http-fault.ts'

export interface PublishRequest {
  readonly topic: string
  readonly qos: 0 | 1
  readonly retain: boolean
  readonly properties: MessageProperties
  readonly messageExpirySeconds: number | undefined
}

export interface RequestLine {
  readonly method: string
  /** As it stands in the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

type Limits = Pick<
  Quotas,
  | 'topicBytes'
  | 'topicSlashes'
  | 'shareNameBytes'
  | 'httpQueryBytes'
  | 'maximumMessageExpirySeconds'
  | 'userProperties'
>

const TOPICS = '/topics/'

/** The query of a request target with its leading `?`; empty if there is none. */
export const queryStringOf = (target: string): string => {
  const mark = target.indexOf('?')
  return mark === -1 ? '' : target.slice(mark)
}

/** Reads `POST /topics/<topic>`, the Publish operation of AWS's data plane, or says how AWS answers instead. */
export const parsePublishRequest = (
  { method, target, headers }: RequestLine,
  limits: Limits,
): { request: PublishRequest } | { fault: HttpFault } => {
  const queryString = queryStringOf(target)
  const path = target.slice(0, target.length - queryString.length)
  if (!path.startsWith(TOPICS) || path.length === TOPICS.length)
    return { fault: httpFault.notFound(`expected /topics/<topic>`) }
  if (method !== 'POST') return { fault: httpFault.methodNotAllowed('expected POST') }
  if (queryString.length > limits.httpQueryBytes)
    return {
      fault: httpFault.invalid(`expected a query of at most ${limits.httpQueryBytes} bytes`),
    }
  const topic = decodePercent(path.slice(TOPICS.length))
  if (topic === undefined) return { fault: httpFault.invalid('expected a percent-encoded topic') }
  const topicFault = publishTopicFault(topic, limits)
  if (topicFault !== undefined)
    return { fault: httpFault.invalid(topicFault.detail, topicFault.reason) }
  const query = readQuery(new URLSearchParams(queryString), limits)
  if (typeof query === 'string') return { fault: httpFault.invalid(query) }
  const mqtt5 = readMqtt5Headers(headers)
  if (typeof mqtt5 === 'string') return { fault: httpFault.invalid(mqtt5) }
  if (countUserProperties(mqtt5) > limits.userProperties)
    return { fault: httpFault.invalid(`expected at most ${limits.userProperties} user properties`) }
  const { properties, ...rest } = query
  return { request: { topic, ...rest, properties: { ...properties, ...mqtt5 } } }
}

const decodePercent = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not UTF-8, or a % that starts no escape.
    return undefined
  }
}

const readQuery = (
  query: URLSearchParams,
  { maximumMessageExpirySeconds }: Limits,
): Omit<PublishRequest, 'topic'> | string => {
  const qos = query.get('qos') ?? '0'
  if (qos !== '0' && qos !== '1') return 'expected qos 0 or 1'
  const retain = (query.get('retain') ?? 'false').toLowerCase()
  if (retain !== 'true' && retain !== 'false') return 'expected retain true or false'
  const expiry = query.get('messageExpiry') ?? '0'
  if (!/^\d{1,10}$/.test(expiry)) return 'expected messageExpiry in whole seconds'
  const contentType = query.get('contentType')
  const responseTopic = query.get('responseTopic')
  if (![contentType ?? '', responseTopic ?? ''].every(isWellFormedText))
    return 'expected contentType and responseTopic in UTF-8 without control characters'
  if (responseTopic !== null && /[+#]/.test(responseTopic))
    return 'expected a responseTopic without wildcards'
  return {
    qos: qos === '1' ? 1 : 0,
    retain: retain === 'true',
    // 0 is the model's word for a message that does not expire.
    messageExpirySeconds:
      Number(expiry) === 0 ? undefined : Math.min(Number(expiry), maximumMessageExpirySeconds),
    properties: {
      ...(contentType === null ? {} : { contentType }),
      ...(responseTopic === null ? {} : { responseTopic }),
    },
  }
}

const readMqtt5Headers = (headers: RequestLine['headers']): MessageProperties | string => {
  const indicator = headers['x-amz-mqtt5-payload-format-indicator']
  if (indicator !== undefined && !/^(UNSPECIFIED_BYTES|UTF8_DATA)$/.test(indicator))
    return 'expected the payload format indicator UNSPECIFIED_BYTES or UTF8_DATA'
  const correlation = headers['x-amz-mqtt5-correlation-data']
  const encodedProperties = headers['x-amz-mqtt5-user-properties']
  const userProperties =
    encodedProperties === undefined ? undefined : parseUserProperties(encodedProperties)
  if (typeof userProperties === 'string') return userProperties
  return {
    ...(indicator === undefined ? {} : { payloadFormatIndicator: indicator === 'UTF8_DATA' }),
    ...(correlation === undefined ? {} : { correlationData: Buffer.from(correlation, 'base64') }),
    ...(userProperties === undefined ? {} : { userProperties }),
  }
}

/** Base64 of a JSON array of objects, each with one name and its string. */
const parseUserProperties = (encoded: string): UserProperties | string | undefined => {
  const expected = 'expected user properties as base64 of a JSON array of objects of strings'
  const list = parseJson(Buffer.from(encoded, 'base64').toString('utf8'))
  if (!Array.isArray(list)) return expected
  const properties = new Map<string, string[]>()
  for (const item of list) {
    if (typeof item !== 'object' || item === null) return expected
    for (const [name, value] of Object.entries(item)) {
      if (typeof value !== 'string') return expected
      if (!isWellFormedText(name) || !isWellFormedText(value))
        return 'expected user properties in UTF-8 without control characters'
      const values = properties.get(name)
      if (values === undefined) properties.set(name, [value])
      else values.push(value)
    }
  }
  // The codec cannot write an empty list, and it says as much as none.
  return properties.size === 0 ? undefined : Object.fromEntries(properties)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The caller says what was expected.
    return undefined
  }
}
