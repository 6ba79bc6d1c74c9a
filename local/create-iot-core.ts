import type { AwsAccount } from './aws/account.ts'
import type { AwsService } from './aws/aws-endpoint.ts'
import { createIotControlPlane } from './aws/iot/iot-control-plane.ts'
import { createIotDataPlane } from './aws/iot/iot-data-plane.ts'
import { iotDataPermissions, iotPermissions } from './aws/required-permissions.ts'
import type { Certificates } from './certificates.ts'
import { connectionBudget } from './connection-budget.ts'
import { createCustomAuthentication } from './iot-core/authentication/custom-authentication.ts'
import type { InvokeFunction } from './iot-core/authentication/invoke-authorizer.ts'
import { createTestInvokeAuthorizer } from './iot-core/authentication/test-invoke-authorizer.ts'
import { AuthorizerRegistry } from './iot-core/control-plane/authorizer-registry.ts'
import { createDeviceGateway, type DeviceGateway } from './iot-core/device-gateway.ts'
import { evaluatePolicies } from './iot-core/policy/evaluate-policies.ts'
import { defaultQuotas } from './iot-core/quotas.ts'
import type { GatewayDecision } from './iot-core/types.ts'
import { publicHost, publicHosts } from './public-hosts.ts'

export interface IotCoreOptions {
  readonly account: AwsAccount
  readonly certificates: Certificates
  /** Reaches the functions of authorizers. */
  readonly invoke: InvokeFunction
  /** The address that the gateway will listen on. */
  readonly host: string
  readonly onDecision: (decision: GatewayDecision) => void
}

export interface IotCore {
  readonly gateway: DeviceGateway
  /** Its control plane and its data plane. */
  readonly services: readonly AwsService[]
}

/** Joins the parts of IoT Core: the authorizers' registry, the device gateway, and the APIs of both. */
export const createIotCore = (options: IotCoreOptions): IotCore => {
  const { account, certificates, host, invoke } = options
  const arnPrefix = `arn:${account.partition}:iot:${account.region}:${account.accountId}`
  const registry = new AuthorizerRegistry({ arnPrefix })
  const gateway = createDeviceGateway({
    tls: { key: certificates.serverKeyPem, cert: certificates.serverCertPem },
    endpointHosts: publicHosts(host),
    arnPrefix,
    authenticate: createCustomAuthentication({ authorizers: registry, invoke }),
    evaluatePolicies,
    quotas: { connections: connectionBudget(defaultQuotas.connections) },
    onDecision: options.onDecision,
  })
  const controlPlane = createIotControlPlane({
    registry,
    testInvokeAuthorizer: createTestInvokeAuthorizer({ invoke }),
    // As on AWS a bare host: clients are told the port apart from it, if it is not 443.
    endpointAddress: () => publicHost(host),
  })
  return {
    gateway,
    services: [
      {
        credentialScopes: ['iot'],
        targetPrefixes: [],
        permissionsOf: iotPermissions(account),
        handle: controlPlane,
      },
      {
        credentialScopes: ['iotdata', 'iotdevicegateway'],
        targetPrefixes: [],
        permissionsOf: iotDataPermissions(account),
        handle: createIotDataPlane(gateway),
      },
    ],
  }
}
