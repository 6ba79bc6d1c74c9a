import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot'
import { awaitPermissions } from '../custom-resource/await-permissions.ts'
import { customResource } from '../custom-resource/cloudformation.ts'
import { customResourceSettings } from '../custom-resource/settings.ts'
import { createIotEndpointResource } from './custom-resource.ts'

const client = new IoTClient({})

export const handler = customResource(
  awaitPermissions(
    createIotEndpointResource(async (endpointType) => {
      const { endpointAddress } = await client.send(new DescribeEndpointCommand({ endpointType }))
      if (endpointAddress) return endpointAddress
      throw new Error(`expected an endpoint of type ${endpointType}, got none`)
    }),
    sleep,
  ),
  customResourceSettings(process.env),
)
