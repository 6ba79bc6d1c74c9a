/** The MQTT 5 reason codes that AWS lists for CONNACK, PUBACK, SUBACK, UNSUBACK and DISCONNECT. */
export const reasonCode = {
  success: 0x00,
  disconnectWithWill: 0x04,
  unspecified: 0x80,
  malformedPacket: 0x81,
  protocolError: 0x82,
  clientIdInvalid: 0x85,
  notAuthorized: 0x87,
  serverShuttingDown: 0x8b,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  quotaExceeded: 0x97,
  administrativeAction: 0x98,
  qosNotSupported: 0x9b,
  subscriptionIdsNotSupported: 0xa1,
} as const

/** CONNACK return codes of MQTT 3.1.1, clause 3.2.2.3. */
export const returnCode = {
  accepted: 0,
  unacceptableProtocolVersion: 1,
  identifierRejected: 2,
  serverUnavailable: 3,
} as const
