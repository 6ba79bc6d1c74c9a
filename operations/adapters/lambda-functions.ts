import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListTagsCommand,
  PreconditionFailedException,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import type { FoundResource, Functions, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

const UPDATED_WITHIN_SECONDS = 120
const CHANGE_TRIES = 5

interface Change {
  readonly change: Parameters<Functions['changeEnvironment']>[1]
  readonly tries: number
}

/** Lambda takes it only if nobody has changed the function since it was read. */
const tryToChange = async (
  client: LambdaClient,
  FunctionName: string,
  { change, tries }: Change,
): Promise<void> => {
  const { Environment, RevisionId } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  )
  const Variables = { ...change(Environment?.Variables ?? {}) }
  try {
    await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        RevisionId,
        Environment: { Variables },
      }),
    )
  } catch (error) {
    if (tries <= 1 || !(error instanceof PreconditionFailedException)) throw error
    await tryToChange(client, FunctionName, { change, tries: tries - 1 })
  }
}

/** Environments of Lambda functions. */
export const lambdaFunctions = (client: LambdaClient): Functions => ({
  environment: async (FunctionName) => {
    const found = await unlessMissing(
      client.send(new GetFunctionConfigurationCommand({ FunctionName })),
    )
    return found === undefined ? undefined : (found.Environment?.Variables ?? {})
  },
  changeEnvironment: async (FunctionName, change) => {
    await tryToChange(client, FunctionName, { change, tries: CHANGE_TRIES })
    await waitUntilFunctionUpdatedV2(
      { client, maxWaitTime: UPDATED_WITHIN_SECONDS, minDelay: 1, maxDelay: 5 },
      { FunctionName },
    )
  },
})

/** Lambda functions that a stack left over. */
export const lambdaFunctionStore = (client: LambdaClient): ResourceStore => ({
  kind: 'function',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { Functions: page = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionName: id = '', FunctionArn: arn = '' } of page) {
        if (!isWanted(id) && !isWanted(arn)) continue
        const tags = await unlessMissing(client.send(new ListTagsCommand({ Resource: arn })))
        if (tags !== undefined) found.push({ kind: 'function', id, arn, tags: tags.Tags ?? {} })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteFunctionCommand({ FunctionName: id })))
  },
})
