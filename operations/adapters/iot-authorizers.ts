import {
  ClearDefaultAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  type IoTClient,
  paginateListAuthorizers,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-iot'
import { iotAuthorizerRegistry } from '../../lambdas/adapters/iot-authorizer-registry.ts'
import type { Authorizers, AuthorizerView } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

const defaultName = async (client: IoTClient): Promise<string | undefined> => {
  const answer = await unlessMissing(client.send(new DescribeDefaultAuthorizerCommand({})))
  return answer?.authorizerDescription?.authorizerName
}

const listAuthorizers = async (client: IoTClient): Promise<AuthorizerView[]> => {
  const theDefault = await defaultName(client)
  const found: AuthorizerView[] = []
  for await (const { authorizers = [] } of paginateListAuthorizers({ client }, {})) {
    for (const { authorizerName: name = '' } of authorizers) {
      const answer = await unlessMissing(
        client.send(new DescribeAuthorizerCommand({ authorizerName: name })),
      )
      const { authorizerFunctionArn: functionArn, status } = answer?.authorizerDescription ?? {}
      if (functionArn === undefined) continue
      found.push({
        name,
        functionArn,
        isActive: status === 'ACTIVE',
        isDefault: name === theDefault,
      })
    }
  }
  return found
}

/**
 * Custom authorizers of AWS IoT Core.
 *
 * @param sleep waits for so many milliseconds
 */
export const iotAuthorizers = (
  client: IoTClient,
  sleep: (milliseconds: number) => Promise<unknown>,
): Authorizers => ({
  list: () => listAuthorizers(client),
  deactivate: async (authorizerName) => {
    if ((await defaultName(client)) === authorizerName) {
      await unlessMissing(client.send(new ClearDefaultAuthorizerCommand({})))
    }
    await unlessMissing(
      client.send(new UpdateAuthorizerCommand({ authorizerName, status: 'INACTIVE' })),
    )
  },
  activate: async (authorizerName) => {
    await client.send(new UpdateAuthorizerCommand({ authorizerName, status: 'ACTIVE' }))
  },
  remove: (name) => iotAuthorizerRegistry(client, sleep).remove(name),
})
