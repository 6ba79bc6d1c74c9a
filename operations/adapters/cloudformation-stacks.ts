import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  paginateListStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { z } from 'zod'
import type { LivingStack, StackGeneration, StackResource, Stacks } from '../teardown/ports.ts'
import { tagRecord } from './tag-record.ts'

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })).default({}),
})

// CloudFormation has no error of its own for a stack that is not there.
const isMissing = (error: unknown): boolean =>
  error instanceof CloudFormationServiceException &&
  error.name === 'ValidationError' &&
  /does not exist/.test(error.message)

const toLiving = (stack: Stack): LivingStack => ({
  id: stack.StackId ?? '',
  name: stack.StackName ?? '',
  status: stack.StackStatus ?? '',
  statusReason: stack.StackStatusReason || undefined,
  isProtected: stack.EnableTerminationProtection ?? false,
  outputs: Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  ),
  tags: tagRecord(stack.Tags),
})

const findStack = async (
  client: CloudFormationClient,
  nameOrId: string,
): Promise<LivingStack | undefined> => {
  try {
    const { Stacks: [stack] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: nameOrId }),
    )
    return stack === undefined ? undefined : toLiving(stack)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const listStacks = async (
  client: CloudFormationClient,
  names: readonly string[],
): Promise<StackGeneration[]> => {
  const found: StackGeneration[] = []
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const {
      StackId: id = '',
      StackName: name = '',
      StackStatus: status = '',
    } of StackSummaries) {
      if (names.includes(name)) found.push({ id, name, status })
    }
  }
  return found
}

const livingStacks = async (client: CloudFormationClient): Promise<LivingStack[]> => {
  const found: LivingStack[] = []
  for await (const { Stacks: page = [] } of paginateDescribeStacks({ client }, {})) {
    found.push(...page.map(toLiving))
  }
  return found
}

const listResources = async (
  client: CloudFormationClient,
  id: string,
): Promise<StackResource[]> => {
  const found: StackResource[] = []
  const pages = paginateListStackResources({ client }, { StackName: id })
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const resource of StackResourceSummaries) {
      found.push({
        logicalId: resource.LogicalResourceId ?? '',
        physicalId: resource.PhysicalResourceId || undefined,
        type: resource.ResourceType ?? '',
        status: resource.ResourceStatus ?? '',
        statusReason: resource.ResourceStatusReason,
      })
    }
  }
  return found
}

/** CDK writes templates in JSON; `Original` is what was uploaded, without the effect of macros. */
const retainedIds = async (client: CloudFormationClient, id: string): Promise<Set<string>> => {
  const { TemplateBody = '{}' } = await client.send(
    new GetTemplateCommand({ StackName: id, TemplateStage: 'Original' }),
  )
  const { Resources } = templateSchema.parse(JSON.parse(TemplateBody))
  return new Set(
    Object.entries(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
      .map(([logicalId]) => logicalId),
  )
}

/** The stacks of AWS CloudFormation. */
export const cloudFormationStacks = (client: CloudFormationClient): Stacks => ({
  list: (names) => listStacks(client, names),
  living: () => livingStacks(client),
  find: (nameOrId) => findStack(client, nameOrId),
  resources: (id) => listResources(client, id),
  retained: (id) => retainedIds(client, id),
  remove: async (id, retain) => {
    await client.send(
      new DeleteStackCommand({
        StackName: id,
        ...(retain === undefined ? {} : { RetainResources: [...retain] }),
      }),
    )
  },
})
