import type { ResourceHandler } from '../custom-resource/cloudformation.ts'

/** `Custom::IotEndpoint`: the account's data endpoint in this Region, which CloudFormation has no attribute for. */
export const createIotEndpointResource =
  (describeEndpoint: (endpointType: string) => Promise<string>): ResourceHandler =>
  async (event) => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId }
    const { EndpointType } = event.ResourceProperties
    if (typeof EndpointType !== 'string') {
      throw new Error(`expected the property EndpointType, got ${typeof EndpointType}`)
    }
    const address = await describeEndpoint(EndpointType)
    return { physicalResourceId: EndpointType, data: { EndpointAddress: address } }
  }
