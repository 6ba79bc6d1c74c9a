import { countUserProperties } from '../broker/count-user-properties.ts'
import { publishTopicFault } from '../topic.ts'
import type { Admission, AdmissionRefusal } from './admission.ts'
import type { LastWill } from './last-wills.ts'
import { readMessageProperties } from './message-properties.ts'
import { reasonCode } from './reason-code.ts'

const refuse = (
  reason: AdmissionRefusal['reason'],
  detail: string,
  code: number,
): { refusal: AdmissionRefusal } => ({ refusal: { reason, detail, reasonCode: code } })

/** The last will of a CONNECT, if it is one that AWS would publish. */
export const readLastWill = ({
  packet,
  gateway,
  sessionKey,
}: Admission): { will: LastWill | undefined } | { refusal: AdmissionRefusal } => {
  const will = packet.will
  if (will === undefined) return { will: undefined }
  const { quotas } = gateway
  const fault = publishTopicFault(will.topic, quotas)
  if (fault !== undefined) return refuse(fault.reason, fault.detail, reasonCode.topicNameInvalid)
  const { qos = 0, retain = false } = will
  if (qos === 2)
    return refuse(
      'PROTOCOL_ERROR',
      'expected QoS 0 or 1 for the will, got 2',
      reasonCode.qosNotSupported,
    )
  const payload = Buffer.from(will.payload)
  if (payload.length > quotas.payloadBytes)
    return refuse(
      'QUOTA_EXCEEDED',
      `expected at most ${quotas.payloadBytes} bytes`,
      reasonCode.quotaExceeded,
    )
  const properties = readMessageProperties(will.properties ?? {})
  if (countUserProperties(properties) > quotas.userProperties)
    return refuse(
      'QUOTA_EXCEEDED',
      `expected at most ${quotas.userProperties} user properties`,
      reasonCode.quotaExceeded,
    )
  return {
    will: {
      message: { topic: will.topic, payload, qos, retain, properties, publisher: sessionKey },
      delaySeconds: will.properties?.willDelayInterval ?? 0,
      expirySeconds: will.properties?.messageExpiryInterval,
    },
  }
}
