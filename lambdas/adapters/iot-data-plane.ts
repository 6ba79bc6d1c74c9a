import { DescribeEndpointCommand, type IoTClient } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { backgroundClient } from './aws-client-settings.ts'

export interface DataPlaneOptions {
  /** @default where the client of the control plane is */
  readonly region?: string
  /** Instead of the account's own endpoint. */
  readonly endpointUrl?: string
}

/** @returns the host that devices and applications of this account and Region reach IoT Core at */
export const describeDataEndpoint = async (client: IoTClient): Promise<string> => {
  const { endpointAddress } = await client.send(
    new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
  )
  if (endpointAddress === undefined) throw new Error('expected a data endpoint, got none')
  return endpointAddress
}

/** Makes the client once: without the account's own endpoint the SDK would guess an older one. */
export const createDataPlane = (iot: IoTClient, { region, endpointUrl }: DataPlaneOptions) => {
  let client: Promise<IoTDataPlaneClient> | undefined
  const create = async () =>
    // Adaptive: DeleteConnection is throttled early when a whole inventory is disconnected.
    new IoTDataPlaneClient({
      ...backgroundClient,
      region: region ?? (await iot.config.region()),
      endpoint: endpointUrl ?? `https://${await describeDataEndpoint(iot)}`,
    })
  return (): Promise<IoTDataPlaneClient> => {
    client ??= create().catch((error: unknown) => {
      client = undefined
      throw error
    })
    return client
  }
}
