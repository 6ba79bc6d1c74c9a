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

const isInvalid = (error: unknown): error is CloudFormationServiceException =>
  error instanceof CloudFormationServiceException && error.name === 'ValidationError'

// CloudFormation has no error of its own for a stack that is not there.
const isMissing = (error: unknown): boolean =>
  isInvalid(error) && /does not exist/.test(error.message)

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

/** A stack whose change set nobody ever executed has no template: AWS answers an error, or nothing. */
const templateOf = async (client: CloudFormationClient, id: string): Promise<string> => {
  try {
    const { TemplateBody } = await client.send(
      // What was uploaded, without the effect of macros.
      new GetTemplateCommand({ StackName: id, TemplateStage: 'Original' }),
    )
    return TemplateBody || '{}'
  } catch (error) {
    if (isInvalid(error)) return '{}'
    throw error
  }
}

/** CDK writes templates in JSON. @returns undefined for one that somebody else wrote */
const parseTemplate = (body: string) => {
  try {
    return templateSchema.parse(JSON.parse(body)).Resources
  } catch {
    // No cause: the parser's message quotes the template.
    return undefined
  }
}

const retainedIds = async (client: CloudFormationClient, id: string): Promise<Set<string>> => {
  const resources = parseTemplate(await templateOf(client, id))
  // What cannot be read could say of each resource that it is to be kept.
  if (resources === undefined) {
    return new Set((await listResources(client, id)).map(({ logicalId }) => logicalId))
  }
  return new Set(
    Object.entries(resources)
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
