import { authenticateSafely } from '../authenticate-safely.ts'
import { namesEndpoint } from '../names-endpoint.ts'
import { isWellFormedText } from '../topic.ts'
import type { PolicyAction, PolicyContext, PolicyDecision } from '../types.ts'
import type { Admission, AdmissionRefusal, AdmissionStep } from './admission.ts'
import { decideAccess, onlyWithConnectAttributes } from './decide-access.ts'
import { readLastWill } from './read-last-will.ts'
import { reasonCode, returnCode } from './reason-code.ts'

const checkProtocolVersion: AdmissionStep = ({ packet }) =>
  packet.protocolVersion === 4 || packet.protocolVersion === 5
    ? undefined
    : {
        reason: 'PROTOCOL_ERROR',
        detail: `expected MQTT 3.1.1 or 5, got protocol level ${packet.protocolVersion}`,
        returnCode: returnCode.unacceptableProtocolVersion,
        reasonCode: reasonCode.unspecified,
      }

// A WebSocket's host was checked when it was upgraded.
const checkServerName: AdmissionStep = ({ gateway, transport }) => {
  if (transport.protocol === 'MQTT over WSS') return undefined
  const { serverName } = transport
  if (serverName === undefined && !gateway.behaviour.requireServerName) return undefined
  if (namesEndpoint(gateway.endpointHosts, serverName)) return undefined
  const expected = [...gateway.endpointHosts].join(' or ')
  return unauthorized({
    reason: 'SERVER_NAME_MISMATCH',
    detail: `expected the server name (SNI) ${expected}, got ${serverName === undefined ? 'none' : JSON.stringify(serverName)}`,
  })
}

const checkClientId: AdmissionStep = ({ gateway, packet, version }) => {
  const { clientId, clean } = packet
  const bytes = Buffer.byteLength(clientId)
  const limit = gateway.quotas.clientIdBytes
  // [MQTT-3.1.3-8]: without a client id a session of MQTT 3.1.1 cannot be resumed.
  if (clientId === '' && version === 4 && clean !== true)
    return invalidClientId('expected a client id for a persistent session, got none')
  if (bytes > limit) return invalidClientId(`expected at most ${limit} bytes, got ${bytes}`)
  if (!isWellFormedText(clientId))
    return invalidClientId('expected UTF-8 without control characters')
  if (clientId.startsWith('$')) return invalidClientId('expected no leading $, which is reserved')
  return undefined
}

const checkConnectProperties: AdmissionStep = ({ packet }) => {
  const { authenticationMethod, receiveMaximum, maximumPacketSize } = packet.properties ?? {}
  if (authenticationMethod !== undefined)
    return {
      reason: 'PROTOCOL_ERROR',
      detail: 'expected no authentication method: AWS IoT Core has no AUTH exchange',
      reasonCode: reasonCode.unspecified,
    }
  // MQTT 5, 3.1.2.11.3 and 3.1.2.11.4
  if (receiveMaximum === 0 || maximumPacketSize === 0)
    return {
      reason: 'PROTOCOL_ERROR',
      detail: 'expected a Receive Maximum and a Maximum Packet Size above 0',
      reasonCode: reasonCode.unspecified,
    }
  return undefined
}

const checkLastWill: AdmissionStep = (admission) => {
  const answer = readLastWill(admission)
  if ('refusal' in answer) return answer.refusal
  admission.will = answer.will
  return undefined
}

const authenticate: AdmissionStep = async (admission) => {
  const answer = await authenticateSafely(admission.gateway.authenticate, admission.context)
  if (!answer.authenticated) return unauthorized(answer)
  admission.authenticated = answer
  return undefined
}

const authorizeConnect: AdmissionStep = (admission) => {
  const { clientId, packet, will, sessionExpirySeconds, gateway } = admission
  const isPersistent = sessionExpirySeconds > 0 || packet.clean !== true
  const connectAttributes = [
    ...(isPersistent ? (['PersistentConnect'] as const) : []),
    ...(will === undefined ? [] : (['LastWill'] as const)),
  ]
  const needsCondition =
    gateway.behaviour.connectAttributesNeedCondition && connectAttributes.length > 0
  const decision = ask(admission, 'iot:Connect', clientId, needsCondition, {
    connectAttributes,
    lastWillTopic: will?.message.topic,
  })
  return denied(decision, 'iot:Connect for this client id')
}

const authorizeLastWill: AdmissionStep = (admission) => {
  const message = admission.will?.message
  if (message === undefined) return undefined
  const actions = [
    'iot:Publish',
    ...(message.retain ? ['iot:RetainPublish'] : []),
  ] as PolicyAction[]
  for (const action of actions) {
    const refusal = denied(
      ask(admission, action, message.topic, false, {}),
      `${action} for the last will's topic`,
    )
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const limitConnectRate: AdmissionStep = ({ gateway, clientId }) =>
  gateway.connectLimiter.isAllowed(clientId)
    ? undefined
    : {
        reason: 'QUOTA_EXCEEDED',
        detail: `expected at most ${gateway.quotas.connectsPerSecondPerClientId} CONNECT a second for one client id`,
        returnCode: returnCode.serverUnavailable,
        reasonCode: reasonCode.quotaExceeded,
      }

/** What a device's CONNECT passes through, in AWS's order. */
export const deviceSteps: readonly AdmissionStep[] = [
  checkProtocolVersion,
  checkServerName,
  checkClientId,
  checkConnectProperties,
  checkLastWill,
  authenticate,
  authorizeConnect,
  authorizeLastWill,
  limitConnectRate,
]

/** What an operator's CONNECT passes through on the tap. */
export const operatorSteps: readonly AdmissionStep[] = [checkProtocolVersion, checkLastWill]

const ask = (
  { gateway, authenticated, clientId, context }: Admission,
  action: PolicyAction,
  name: string,
  needsCondition: boolean,
  more: Omit<PolicyContext, 'clientId' | 'sourceIp'>,
): PolicyDecision => {
  const policies = authenticated?.policies ?? []
  const asked = needsCondition ? onlyWithConnectAttributes(policies) : policies
  return decideAccess(gateway, asked, action, name, {
    clientId,
    sourceIp: context.sourceIp,
    ...more,
  })
}

const denied = (decision: PolicyDecision, what: string): AdmissionRefusal | undefined =>
  decision === 'ALLOWED'
    ? undefined
    : unauthorized({ reason: decision, detail: `expected a policy that allows ${what}` })

const unauthorized = (refusal: Pick<AdmissionRefusal, 'reason' | 'detail'>): AdmissionRefusal => ({
  reason: refusal.reason,
  detail: refusal.detail,
  reasonCode: reasonCode.notAuthorized,
  isAuthorizationFailure: true,
})

const invalidClientId = (detail: string): AdmissionRefusal => ({
  reason: 'CLIENT_ID_INVALID',
  detail,
  returnCode: returnCode.identifierRejected,
  reasonCode: reasonCode.clientIdInvalid,
})
