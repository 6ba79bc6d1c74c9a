import {
  ClearDefaultAuthorizerCommand,
  DeleteConflictException,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  type IoTClient,
  ListTagsForResourceCommand,
  paginateListAuthorizers,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-iot'
import { iotAuthorizerRegistry } from '../../lambdas/adapters/iot-authorizer-registry.ts'
import type { Authorizers, AuthorizerView } from '../teardown/ports.ts'
import { tagRecord } from './tag-record.ts'
import { unlessMissing } from './unless-missing.ts'

const defaultName = async (client: IoTClient): Promise<string | undefined> => {
  const answer = await unlessMissing(client.send(new DescribeDefaultAuthorizerCommand({})))
  return answer?.authorizerDescription?.authorizerName
}

const tagsOf = async (client: IoTClient, resourceArn = ''): Promise<Record<string, string>> => {
  const tags: Record<string, string> = {}
  let nextToken: string | undefined
  do {
    const page = await unlessMissing(
      client.send(new ListTagsForResourceCommand({ resourceArn, nextToken })),
    )
    Object.assign(tags, tagRecord(page?.tags))
    nextToken = page?.nextToken
  } while (nextToken !== undefined)
  return tags
}

const listAuthorizers = async (client: IoTClient): Promise<AuthorizerView[]> => {
  const theDefault = await defaultName(client)
  const found: AuthorizerView[] = []
  for await (const { authorizers = [] } of paginateListAuthorizers({ client }, {})) {
    for (const { authorizerName: name = '' } of authorizers) {
      const answer = await unlessMissing(
        client.send(new DescribeAuthorizerCommand({ authorizerName: name })),
      )
      const {
        authorizerFunctionArn: functionArn,
        authorizerArn,
        status,
      } = answer?.authorizerDescription ?? {}
      if (functionArn === undefined) continue
      found.push({
        name,
        functionArn,
        isActive: status === 'ACTIVE',
        isDefault: name === theDefault,
        tags: await tagsOf(client, authorizerArn),
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
  remove: async (name) => {
    try {
      await iotAuthorizerRegistry(client, sleep).remove(name)
    } catch (cause) {
      if (!(cause instanceof DeleteConflictException)) throw cause
      throw new Error(
        `expected the authorizer ${name} to be used by nothing, got ${cause.message}; where an IoT domain configuration names it (aws iot list-domain-configurations), name another or none there and run the same command again`,
        { cause },
      )
    }
  },
})
