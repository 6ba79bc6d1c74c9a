import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticateSafely } from '../authenticate-safely.ts'
import type { Message } from '../broker/message.ts'
import type { Gateway } from '../gateway.ts'
import { decideAccess } from '../mqtt/decide-access.ts'
import { normalizeAddress } from '../normalize-address.ts'
import type { Authenticated, ConnectionContext, PolicyAction, Refused } from '../types.ts'
import type { HttpConnection } from './http-connection.ts'
import type { HttpFault } from './http-fault.ts'
import { httpFault } from './http-fault.ts'
import type { PublishRequest } from './parse-publish-request.ts'
import { parsePublishRequest } from './parse-publish-request.ts'
import { readBody } from './read-body.ts'
import { contextOf, headersOf, isForEndpoint } from './request-context.ts'

type Outcome = { readonly topic?: string; readonly principalId?: string } & (
  | { readonly fault: HttpFault }
  | { readonly message: Message }
)

/** Answers one HTTPS request as AWS's data plane does; of its operations only Publish takes custom authentication. */
export const handlePublishRequest = async (
  gateway: Gateway,
  connection: Pick<HttpConnection, 'id' | 'cache' | 'leaveWaitingRoom'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const outcome = await attempt(gateway, connection, request)
  const fault = 'fault' in outcome ? outcome.fault : undefined
  gateway.decide({
    event: 'Publish',
    protocol: 'HTTPS',
    outcome: fault === undefined ? 'allowed' : 'refused',
    sourceIp: normalizeAddress(request.socket.remoteAddress),
    ...(outcome.topic === undefined ? {} : { resource: outcome.topic }),
    ...(outcome.principalId === undefined ? {} : { principalId: outcome.principalId }),
    ...(fault === undefined ? {} : { reason: fault.reason, detail: fault.detail }),
  })
  if ('message' in outcome) gateway.broker.publish(outcome.message)
  answer(response, fault)
}

const attempt = async (
  gateway: Gateway,
  connection: Pick<HttpConnection, 'id' | 'cache' | 'leaveWaitingRoom'>,
  request: IncomingMessage,
): Promise<Outcome> => {
  const { quotas, behaviour, endpointHosts } = gateway
  if (!isForEndpoint(request, endpointHosts))
    return {
      fault: httpFault.forbidden('SERVER_NAME_MISMATCH', 'expected SNI or Host of the endpoint'),
    }
  const { method = '', url: target = '' } = request
  const parsed = parsePublishRequest({ method, target, headers: headersOf(request) }, quotas)
  if ('fault' in parsed) return parsed
  const { topic } = parsed.request
  const oversize = httpFault.oversize(behaviour.httpOversizeStatus, quotas.payloadBytes)
  if (Number(request.headers['content-length'] ?? 0) > quotas.payloadBytes)
    return { topic, fault: oversize }
  const caller = await connection.cache.authenticate(contextOf(request, connection.id), (context) =>
    authenticateInTurn(gateway, context),
  )
  if (!caller.authenticated) {
    const { reason, detail } = caller
    const fault =
      reason === 'QUOTA_EXCEEDED'
        ? httpFault.throttled(detail)
        : httpFault.unauthorized(behaviour.httpUnauthorizedStatus, reason, detail)
    return { topic, fault }
  }
  connection.leaveWaitingRoom()
  const { principalId } = caller
  const denial = deny(gateway, caller, parsed.request, request)
  if (denial !== undefined) return { topic, principalId, fault: denial }
  const payload = await readBody(request, quotas.payloadBytes)
  if (payload === undefined) return { topic, principalId, fault: oversize }
  return { topic, principalId, message: toMessage(parsed.request, payload, gateway.clock.now()) }
}

const authenticateInTurn = async (
  { authenticate, authenticationTurns }: Gateway,
  context: ConnectionContext,
): Promise<Authenticated | Refused> => {
  const answer = authenticationTurns.run(context.sourceIp, () =>
    authenticateSafely(authenticate, context),
  )
  const detail = 'expected fewer requests of one address whose credentials are to be judged'
  return answer ?? { authenticated: false, reason: 'QUOTA_EXCEEDED', detail }
}

// iot:Connect is not asked for: over HTTPS there is no client id to ask it about.
const deny = (
  gateway: Gateway,
  { policies }: Authenticated,
  { topic, retain }: PublishRequest,
  { socket }: IncomingMessage,
): HttpFault | undefined => {
  const actions: PolicyAction[] = retain ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish']
  const sourceIp = normalizeAddress(socket.remoteAddress)
  for (const action of actions) {
    const decision = decideAccess(gateway, policies, action, topic, { sourceIp })
    if (decision !== 'ALLOWED')
      return httpFault.forbidden(decision, `expected a policy that allows ${action}`)
  }
  return undefined
}

const toMessage = (
  { topic, qos, retain, properties, messageExpirySeconds }: PublishRequest,
  payload: Buffer,
  now: number,
): Message => ({
  topic,
  qos,
  retain,
  payload,
  properties,
  ...(messageExpirySeconds === undefined ? {} : { expiresAt: now + messageExpirySeconds * 1000 }),
})

const answer = (response: ServerResponse, fault: HttpFault | undefined): void => {
  const traceId = randomUUID()
  const body = JSON.stringify({ message: fault?.message ?? 'OK', traceId })
  response.writeHead(fault?.status ?? 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    date: new Date().toUTCString(),
    'x-amzn-RequestId': traceId,
    ...(fault === undefined ? {} : { 'x-amzn-ErrorType': fault.type }),
    // What is left of an oversize body is not worth reading.
    ...(fault?.reason === 'QUOTA_EXCEEDED' ? { connection: 'close' } : {}),
  })
  response.end(body)
}
