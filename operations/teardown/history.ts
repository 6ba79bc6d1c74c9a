import { type Deployment, STACK_ORDER, STAGE_TAG, stackName } from '../deployment.ts'
import type { FoundResource, StackGeneration, StackResource, Stacks } from './ports.ts'
import { kindOfType, mayLetGo } from './resource-kinds.ts'

/** What CloudFormation remembers about one resource that a stack of the stage made. */
export interface Origin {
  readonly isRetained: boolean
  /** CloudFormation has deleted it, or begun to. */
  readonly isDeleted: boolean
  /** Its stack is there, so it is no leftover. */
  readonly isInUse: boolean
}

/** What the stage's stacks made in this Region: living stacks and those that were deleted in the last 90 days. */
export interface History {
  /** By kind and physical id. */
  readonly origins: ReadonlyMap<string, Origin>
  /** Every physical id among them. */
  readonly ids: ReadonlySet<string>
  /** Stacks whose template CloudFormation still has. */
  readonly stackIds: ReadonlySet<string>
  /** Stack and logical id of what the templates tell CloudFormation to keep. */
  readonly retained: readonly Retention[]
  /** Every function that the stacks had. */
  readonly functionNames: ReadonlySet<string>
  /** What CloudFormation let go of, and nobody else here can find. */
  readonly lost: readonly FoundResource[]
}

export interface Retention {
  readonly stackId: string
  readonly logicalId: string
  /** What the name of such a resource begins with, unless it had to be cut. */
  readonly prefix: string
}

interface Memory {
  readonly stackId: string
  readonly ids: readonly string[]
  readonly functionNames: readonly string[]
  readonly origins: readonly (readonly [string, Origin])[]
  readonly retained: readonly Retention[]
  readonly lost: readonly FoundResource[]
}

export const originKey = ({ kind, id }: Pick<FoundResource, 'kind' | 'id'>): string =>
  `${kind} ${id}`

/** Somebody deleted the stack by hand and told CloudFormation to keep them. */
const lostOf = (stackId: string, resources: readonly StackResource[]): FoundResource[] =>
  resources
    .filter(
      ({ type, status }) =>
        status !== 'DELETE_COMPLETE' && kindOfType(type) === undefined && !mayLetGo(type),
    )
    .map(({ type, physicalId = 'unknown' }) => ({
      kind: 'resource',
      id: `${type} ${physicalId}`,
      tags: { 'aws:cloudformation:stack-id': stackId },
    }))

const recall = async (stacks: Stacks, { id, name, status }: StackGeneration): Promise<Memory> => {
  const isInUse = status !== 'DELETE_COMPLETE'
  const [resources, retained] = await Promise.all([stacks.resources(id), stacks.retained(id)])
  const made = resources.flatMap(({ logicalId, physicalId, type, status }) => {
    const kind = kindOfType(type)
    return kind === undefined || physicalId === undefined
      ? []
      : [{ logicalId, id: physicalId, kind, isDeleted: status === 'DELETE_COMPLETE' }]
  })
  return {
    stackId: id,
    ids: made.map((resource) => resource.id),
    functionNames: made.filter(({ kind }) => kind === 'function').map((resource) => resource.id),
    origins: made.map(
      ({ logicalId, isDeleted, ...resource }) =>
        [originKey(resource), { isRetained: retained.has(logicalId), isDeleted, isInUse }] as const,
    ),
    lost: isInUse ? [] : lostOf(id, resources),
    retained: [...retained].map((logicalId) => ({
      stackId: id,
      logicalId,
      prefix: `${name}-${logicalId}`,
    })),
  }
}

/** Asks CloudFormation what the stage's stacks made. */
export const readHistory = async (stacks: Stacks, { stage }: Deployment): Promise<History> => {
  const memories: Memory[] = []
  const names = STACK_ORDER.map((role) => stackName(stage, role))
  // One after the other: an often deployed stage has many, and CloudFormation throttles early.
  for (const generation of await stacks.list(names)) {
    // Anybody may have had a stack of that name.
    const tags = (await stacks.find(generation.id))?.tags
    if (tags?.[STAGE_TAG] === stage) memories.push(await recall(stacks, generation))
  }
  return {
    origins: new Map(memories.flatMap(({ origins }) => origins)),
    ids: new Set(memories.flatMap(({ ids }) => ids)),
    stackIds: new Set(memories.map(({ stackId }) => stackId)),
    retained: memories.flatMap(({ retained }) => retained),
    lost: memories.flatMap(({ lost }) => lost),
    functionNames: new Set(memories.flatMap(({ functionNames }) => functionNames)),
  }
}

export const originOf = (history: History, resource: FoundResource): Origin | undefined =>
  history.origins.get(originKey(resource)) ??
  history.origins.get(originKey({ kind: resource.kind, id: resource.arn ?? resource.id }))

/**
 * Whether the template of its stack told CloudFormation to keep it. Its tags and its name still tell where it comes
 * from when CloudFormation no longer lists what the stack had.
 */
export const isRetained = (history: History, resource: FoundResource): boolean => {
  const origin = originOf(history, resource)
  if (origin !== undefined) return origin.isRetained
  const { name = resource.id, tags } = resource
  return history.retained.some(
    ({ stackId, logicalId, prefix }) =>
      name.startsWith(prefix) ||
      (tags['aws:cloudformation:stack-id'] === stackId &&
        tags['aws:cloudformation:logical-id'] === logicalId),
  )
}
