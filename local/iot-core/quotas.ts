/** The message broker's quotas (AWS IoT Core endpoints and quotas) and the bounds that one machine needs besides. */
export interface Quotas {
  readonly clientIdBytes: number
  /** Of a topic or a topic filter, `$share/<name>/` excluded. */
  readonly topicBytes: number
  readonly topicSlashes: number
  readonly shareNameBytes: number
  readonly filtersPerSubscribe: number
  readonly subscriptionsPerConnection: number
  readonly publishesInPerSecond: number
  readonly publishesOutPerSecond: number
  /** Unacknowledged QoS 1 messages towards a client. */
  readonly inFlightMessages: number
  readonly payloadBytes: number
  readonly connectPacketBytes: number
  /** Maximum Packet Size of CONNACK: the payload and what MQTT 5 may wrap it in. */
  readonly maximumPacketBytes: number
  readonly topicAliases: number
  readonly maximumMessageExpirySeconds: number
  readonly connectsPerSecondPerClientId: number
  /** AWS names a rate only; reconnecting by hand must not trip it. */
  readonly connectBurstPerClientId: number
  readonly throughputBytesPerSecond: number
  readonly minimumKeepAliveSeconds: number
  readonly maximumKeepAliveSeconds: number
  readonly sessionExpirySeconds: number
  readonly replaysPerSecond: number
  readonly webSocketLifetimeSeconds: number
  readonly httpHeaderBytes: number
  readonly httpQueryBytes: number

  /** Bounds of this machine, not of AWS. */
  readonly tlsHandshakeSeconds: number
  /** From the end of the TLS handshake to a whole CONNECT, or to a whole HTTP request. */
  readonly admissionSeconds: number
  readonly httpKeepAliveSeconds: number
  /** HTTPS requests of one source address whose credentials are judged at a time; so many more wait, the rest is refused. */
  readonly authenticationsPerAddress: number
  readonly waitingAuthenticationsPerAddress: number
  readonly connections: number
  /** Connections that have not been admitted yet, from the TCP handshake on; each may hold one CONNECT packet. */
  readonly strangers: number
  /** Of one source address; on one machine many SIMs may share it. */
  readonly strangersPerAddress: number
  /** What a connection may send before CONNACK, frames of a WebSocket included. */
  readonly strangerBytes: number
  /** Of one WebSocket message. */
  readonly webSocketFragments: number
  /** Pieces of a WebSocket message that has not come whole. */
  readonly webSocketChunks: number
  /** Packets of any type and WebSocket control frames from one client; what is above is read later. */
  readonly packetsPerSecond: number
  /** Topic filters that an MQTT 5 connection is refused before it ends. */
  readonly refusedFilters: number
  /** Of one message; AWS names no limit but the packet's size. */
  readonly userProperties: number
  readonly queuedMessagesPerSession: number
  /** Of memory, topics and properties included. */
  readonly queuedBytesPerSession: number
  readonly persistentSessions: number
  readonly retainedMessages: number
  /** Of memory, topics and properties included. */
  readonly retainedBytes: number
  /** Written but not yet taken by the client: beyond it QoS 0 is discarded, beyond twice that the connection ends. */
  readonly unreadBytes: number
}

export const defaultQuotas: Quotas = {
  clientIdBytes: 128,
  topicBytes: 256,
  topicSlashes: 7,
  shareNameBytes: 128,
  filtersPerSubscribe: 8,
  subscriptionsPerConnection: 50,
  publishesInPerSecond: 100,
  publishesOutPerSecond: 100,
  inFlightMessages: 100,
  payloadBytes: 131_072,
  connectPacketBytes: 131_072,
  maximumPacketBytes: 149_504,
  topicAliases: 8,
  maximumMessageExpirySeconds: 604_800,
  connectsPerSecondPerClientId: 1,
  connectBurstPerClientId: 10,
  throughputBytesPerSecond: 524_288,
  minimumKeepAliveSeconds: 30,
  maximumKeepAliveSeconds: 1200,
  sessionExpirySeconds: 3600,
  replaysPerSecond: 10,
  webSocketLifetimeSeconds: 86_400,
  httpHeaderBytes: 32_768,
  httpQueryBytes: 16_384,
  tlsHandshakeSeconds: 10,
  admissionSeconds: 30,
  httpKeepAliveSeconds: 60,
  authenticationsPerAddress: 8,
  waitingAuthenticationsPerAddress: 64,
  connections: 10_000,
  strangers: 500,
  strangersPerAddress: 200,
  strangerBytes: 262_144,
  webSocketFragments: 16,
  webSocketChunks: 1024,
  packetsPerSecond: 500,
  refusedFilters: 100,
  userProperties: 100,
  queuedMessagesPerSession: 1000,
  queuedBytesPerSession: 16_777_216,
  persistentSessions: 10_000,
  retainedMessages: 10_000,
  retainedBytes: 67_108_864,
  unreadBytes: 16_777_216,
}
