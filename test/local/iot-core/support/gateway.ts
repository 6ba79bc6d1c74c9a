import type { Certificates } from '../../../../local/certificates.ts'
import { createCertificates } from '../../../../local/certificates.ts'
import type { DeviceGateway } from '../../../../local/iot-core/device-gateway.ts'
import { createDeviceGateway } from '../../../../local/iot-core/device-gateway.ts'
import type { DeviceGatewayOptions } from '../../../../local/iot-core/device-gateway-options.ts'
import type { LifecycleEvent } from '../../../../local/iot-core/lifecycle-event.ts'
import type {
  Authenticated,
  ConnectionContext,
  GatewayDecision,
} from '../../../../local/iot-core/types.ts'
import type { FakeClock } from './fake-clock.ts'
import { createFakeClock } from './fake-clock.ts'

export const ARN_PREFIX = 'arn:aws:iot:eu-west-1:123456789012'

/** Pieces of a gateway under test; whatever is denied has `denied` in its resource. */
export interface RunningGateway {
  readonly gateway: DeviceGateway
  readonly clock: FakeClock
  readonly port: number
  readonly ca: string
  readonly decisions: GatewayDecision[]
  readonly events: LifecycleEvent[]
  readonly contexts: ConnectionContext[]
  close(): Promise<void>
}

let certificates: Promise<Certificates> | undefined

export const authenticated: Authenticated = {
  authenticated: true,
  authorizerName: 'authorizer',
  principalId: 'principal',
  policies: [],
  refreshAfterInSeconds: 86_400,
  disconnectAfterInSeconds: 86_400,
  cacheableForHttp: false,
}

/** Starts a gateway on a free port. A user name or `token` parameter `wrong` is refused. */
export const startGateway = async (
  options: Partial<DeviceGatewayOptions> = {},
): Promise<RunningGateway> => {
  certificates ??= createCertificates(['localhost', '127.0.0.1'])
  const { rootCaPem, serverKeyPem, serverCertPem } = await certificates
  const clock = createFakeClock()
  const decisions: GatewayDecision[] = []
  const events: LifecycleEvent[] = []
  const contexts: ConnectionContext[] = []
  const gateway = createDeviceGateway({
    tls: { key: serverKeyPem, cert: serverCertPem },
    endpointHosts: ['localhost'],
    arnPrefix: ARN_PREFIX,
    evaluatePolicies: (_policies, action, resource) =>
      resource.includes('denied') || resource.includes(`no-${action.slice(4).toLowerCase()}`)
        ? 'IMPLICIT_DENY'
        : 'ALLOWED',
    onDecision: (decision) => decisions.push(decision),
    onLifecycleEvent: (event) => events.push(event),
    clock,
    ...options,
    authenticate: async (context) => {
      contexts.push(context)
      if (options.authenticate !== undefined) return options.authenticate(context)
      const isWrong =
        context.mqtt?.username === 'wrong' || context.http?.queryString.includes('token=wrong')
      return isWrong
        ? { authenticated: false, reason: 'NOT_AUTHENTICATED', detail: 'expected another token' }
        : authenticated
    },
  })
  const { port } = await gateway.listen({ host: '127.0.0.1', port: 0 })
  const close = (): Promise<void> => gateway.close()
  return { gateway, clock, port, ca: rootCaPem, decisions, events, contexts, close }
}
