import { randomUUID } from 'node:crypto'
import type { IConnectPacket } from 'mqtt-packet'
import { generate } from 'mqtt-packet'
import type { Admission, AdmissionRefusal } from './admission.ts'
import { deviceSteps, operatorSteps } from './admission-steps.ts'
import { enter } from './enter.ts'
import type { MqttConnection } from './mqtt-connection.ts'

const sessionExpirySeconds = (packet: IConnectPacket, limit: number): number => {
  if (packet.protocolVersion === 5)
    return Math.min(Number(packet.properties?.sessionExpiryInterval ?? 0), limit)
  return packet.clean === true ? 0 : limit
}

const begin = (connection: MqttConnection, packet: IConnectPacket): Admission => {
  const { gateway, transport, isOperator, id } = connection
  const clientId = packet.clientId === '' ? randomUUID() : packet.clientId
  const { sourceIp, sourcePort, serverName, http } = transport
  return {
    gateway,
    transport,
    packet,
    version: packet.protocolVersion === 5 ? 5 : 4,
    clientId,
    isClientIdAssigned: packet.clientId === '',
    // A device's client id cannot start with $, so it never meets an operator's session.
    sessionKey: isOperator ? `$tap/${clientId}` : clientId,
    sessionExpirySeconds: sessionExpirySeconds(packet, gateway.quotas.sessionExpirySeconds),
    context: {
      connectionId: id,
      sourceIp,
      sourcePort,
      ...(serverName === undefined ? {} : { serverName }),
      ...(http === undefined ? {} : { http }),
      mqtt: {
        ...(packet.username === undefined ? {} : { username: packet.username }),
        ...(packet.password === undefined ? {} : { password: packet.password }),
        ...(packet.clientId === '' ? {} : { clientId: packet.clientId }),
      },
    },
  }
}

/** Takes a CONNECT through its steps; at the end the client is in, or has been told why not as far as AWS tells. */
export const admit = async (connection: MqttConnection, packet: IConnectPacket): Promise<void> => {
  const admission = begin(connection, packet)
  for (const step of connection.isOperator ? operatorSteps : deviceSteps) {
    const refusal = await step(admission)
    if (connection.hasEnded) return
    if (refusal !== undefined) {
      refuse(connection, admission, refusal)
      return
    }
  }
  enter(connection, admission)
}

const refuse = (
  connection: MqttConnection,
  { version, clientId, gateway, authenticated }: Admission,
  refusal: AdmissionRefusal,
): void => {
  const { protocol, sourceIp } = connection.transport
  // An invalid id can have 65,535 bytes, which no log line needs.
  const shownId = clientId.slice(0, gateway.quotas.clientIdBytes)
  if (!connection.isOperator)
    gateway.decide({
      event: 'Connect',
      outcome: 'refused',
      protocol,
      sourceIp,
      clientId: shownId,
      ...(authenticated === undefined ? {} : { principalId: authenticated.principalId }),
      reason: refusal.reason,
      detail: refusal.detail,
    })
  const code =
    version === 5 ? refusal.reasonCode : (refusal.returnCode ?? gateway.behaviour.connackRefused)
  if (code !== 'close')
    connection.write(
      generate(
        { cmd: 'connack', sessionPresent: false, returnCode: code, reasonCode: code },
        { protocolVersion: version },
      ),
    )
  connection.end('AUTH_ERROR')
  if (refusal.isAuthorizationFailure === true && !connection.isOperator)
    gateway.announce({
      clientId: shownId,
      timestamp: gateway.clock.now(),
      eventType: 'connect_failed',
      sessionIdentifier: connection.id,
      ...(authenticated === undefined ? {} : { principalIdentifier: authenticated.principalId }),
      connectFailureReason: 'AUTHORIZATION_FAILED',
      ipAddress: sourceIp,
    })
}
