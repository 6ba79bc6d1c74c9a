import type { TestInvokeAuthorizer } from '../../iot-core/authentication/test-invoke-authorizer.ts'
import type { AuthorizerRegistry } from '../../iot-core/control-plane/authorizer-registry.ts'
import { refuse } from '../../iot-core/control-plane/iot-error.ts'
import { ResourceTags } from '../../iot-core/control-plane/resource-tags.ts'
import { authorizerRoutes } from './authorizer-operations.ts'
import { type RequestHandler, type Route, serveRestJson } from './rest-json.ts'
import { tagRoutes } from './tag-operations.ts'
import { testInvokeRoute } from './test-invoke-operation.ts'

export interface IotControlPlaneOptions {
  readonly registry: AuthorizerRegistry
  readonly testInvokeAuthorizer: TestInvokeAuthorizer
  /** Host of the data endpoint, known once the gateway listens. */
  readonly endpointAddress: () => string
}

const describeEndpoint = (endpointAddress: () => string): Route => ({
  method: 'GET',
  path: /^\/endpoint$/,
  operate: ({ query }) => {
    // Without a type AWS answers with the endpoint of the old CA, which is not emulated either.
    const type = query.get('endpointType') ?? 'iot:Data'
    return type === 'iot:Data-ATS'
      ? { endpointAddress: endpointAddress() }
      : refuse('endpointType iot:Data-ATS, the one that is emulated', type)
  },
})

/** The IoT control plane's HTTP API, as far as custom authorizers need it. */
export const createIotControlPlane = ({
  registry,
  testInvokeAuthorizer,
  endpointAddress,
}: IotControlPlaneOptions): RequestHandler => {
  const tags = new ResourceTags()
  return serveRestJson(
    [
      ...authorizerRoutes(registry, tags),
      testInvokeRoute(registry, testInvokeAuthorizer),
      ...tagRoutes(registry, tags),
      describeEndpoint(endpointAddress),
    ],
    { internalError: 'InternalFailureException', maximumBodyBytes: 1024 * 1024 },
  )
}
