import {
  ClearDefaultAuthorizerCommand,
  CreateAuthorizerCommand,
  DeleteAuthorizerCommand,
  DeleteConflictException,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  InvalidRequestException,
  type IoTClient,
  ResourceNotFoundException,
  type Tag,
  TagResourceCommand,
  UpdateAuthorizerCommand,
} from '@aws-sdk/client-iot'
import type {
  AuthorizerRegistry,
  AuthorizerSpecification,
  SigningPublicKeys,
} from '../authorizer-registration/registration.ts'

/** AWS may still take an authorizer for active or attached for some seconds; how often and how far apart to try. */
const DELETE_TRIES = 6
const DELETE_PAUSE_MILLISECONDS = 2000

const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

const isNotYet = (error: unknown): boolean =>
  error instanceof DeleteConflictException || error instanceof InvalidRequestException

const settings = (
  { authorizerName, authorizerFunctionArn, tokenKeyName }: AuthorizerSpecification,
  keys: SigningPublicKeys,
) => ({
  authorizerName,
  authorizerFunctionArn,
  tokenKeyName,
  tokenSigningPublicKeys: { ...keys },
  status: 'ACTIVE' as const,
  // A cached answer would outlive a suspension on a persistent connection.
  enableCachingForHttp: false,
})

const tagList = ({ tags }: AuthorizerSpecification): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/**
 * Authorizers of AWS IoT Core.
 *
 * @param sleep waits for so many milliseconds
 */
export const iotAuthorizerRegistry = (
  client: IoTClient,
  sleep: (milliseconds: number) => Promise<unknown>,
): AuthorizerRegistry => {
  const clearIfDefault = async (authorizerName: string): Promise<void> => {
    const current = await unlessMissing(client.send(new DescribeDefaultAuthorizerCommand({})))
    if (current?.authorizerDescription?.authorizerName === authorizerName) {
      await unlessMissing(client.send(new ClearDefaultAuthorizerCommand({})))
    }
  }

  const deleteInactive = async (authorizerName: string, tries: number): Promise<void> => {
    try {
      await unlessMissing(client.send(new DeleteAuthorizerCommand({ authorizerName })))
    } catch (error) {
      if (tries <= 1 || !isNotYet(error)) throw error
      await sleep(DELETE_PAUSE_MILLISECONDS)
      await deleteInactive(authorizerName, tries - 1)
    }
  }

  return {
    find: async (authorizerName) => {
      const answer = await unlessMissing(
        client.send(new DescribeAuthorizerCommand({ authorizerName })),
      )
      const { authorizerArn, authorizerFunctionArn } = answer?.authorizerDescription ?? {}
      if (authorizerArn === undefined || authorizerFunctionArn === undefined) return undefined
      return { arn: authorizerArn, functionArn: authorizerFunctionArn }
    },

    create: async (specification, keys) => {
      // Signing cannot be turned on later, and without it any stranger could invoke the function.
      const input = { ...settings(specification, keys), signingDisabled: false }
      await client.send(new CreateAuthorizerCommand({ ...input, tags: tagList(specification) }))
    },

    update: async (specification, keys, resourceArn) => {
      await client.send(new UpdateAuthorizerCommand(settings(specification, keys)))
      const tags = tagList(specification)
      if (tags.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags }))
    },

    remove: async (authorizerName) => {
      await clearIfDefault(authorizerName)
      const found = await unlessMissing(
        client.send(new UpdateAuthorizerCommand({ authorizerName, status: 'INACTIVE' })),
      )
      if (found !== undefined) await deleteInactive(authorizerName, DELETE_TRIES)
    },
  }
}
