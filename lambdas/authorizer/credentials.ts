import type { IoTCustomAuthorizerEvent } from 'aws-lambda'
import { SIGNATURE_HEADER, signatureIn } from '../../domain/username.ts'
import type { Credentials } from './authorize.ts'

type ProtocolData = Partial<IoTCustomAuthorizerEvent['protocolData']>

/** The signature stands where the client put its credentials: CONNECT username, query string or headers. */
const signatureOf = ({ mqtt, http }: ProtocolData): string | undefined => {
  const header = Object.entries(http?.headers ?? {}).find(
    ([name]) => name.toLowerCase() === SIGNATURE_HEADER,
  )
  return signatureIn(mqtt?.username ?? '') ?? signatureIn(http?.queryString ?? '') ?? header?.[1]
}

/** Reads the event of an AWS IoT Core custom authorizer; a test invocation has no `protocolData`. */
export const credentialsOf = (
  event: Omit<IoTCustomAuthorizerEvent, 'protocolData'> & { readonly protocolData?: ProtocolData },
): Credentials => {
  const protocolData = event.protocolData ?? {}
  return {
    token: event.token,
    signatureVerified: event.signatureVerified === true,
    signature: () => signatureOf(protocolData),
    ...(protocolData.mqtt === undefined ? {} : { mqtt: { clientId: protocolData.mqtt.clientId } }),
  }
}
