import { type Deployment, isNamedByStage } from '../deployment.ts'
import { type History, isRetained, originKey, originOf } from './history.ts'
import { ownershipOf } from './ownership.ts'
import type { FoundResource, TeardownAws } from './ports.ts'
import { byDeletionOrder, holdsData, isTaggedOnly, taggedOnlyResource } from './resource-kinds.ts'

export interface KeptResource {
  readonly resource: FoundResource
  readonly reason: string
  /** Something that is not ours depends on it. */
  readonly isNeeded: boolean
}

/** What is still there once no stack is, and what is to become of it. */
export interface Leftovers {
  /** Ours for certain, and of no use any more. */
  readonly deletable: readonly FoundResource[]
  /** Ours, and kept on purpose, each with the reason. */
  readonly kept: readonly KeptResource[]
  /** Looks like ours, but nothing proves it, or there is no deleting it from here. */
  readonly listed: readonly FoundResource[]
}

interface Context {
  readonly deployment: Deployment
  readonly history: History
  /** REST APIs that are not of this deployment, or WebSocket APIs, which never are. */
  readonly hasOtherApis: boolean
  /** Whether the operator wants leftovers deleted, this role among them. */
  readonly deletesLeftovers: boolean
}

/** The stack keeps this role for the sake of other APIs of the Region; without any it serves nobody. */
const reasonToKeepRole = (
  { history, hasOtherApis, deletesLeftovers }: Context,
  role: FoundResource,
): string | undefined => {
  if (role.isApiLogging && hasOtherApis) {
    return 'other APIs of this Region write their logs with it'
  }
  if (deletesLeftovers || !isRetained(history, role)) return undefined
  return `made for the logs of APIs, ${role.isApiLogging ? 'of which there is none now' : 'which use another one'}; --delete-leftovers deletes it`
}

/** Why a resource of ours has to stay; undefined if it does not. */
const reasonToKeep = (context: Context, resource: FoundResource): string | undefined => {
  const { history } = context
  if (resource.kind === 'role') return reasonToKeepRole(context, resource)
  if (isRetained(history, resource)) return 'removal was "retain" when it was deployed'
  const hasTemplate =
    originOf(history, resource)?.isDeleted === false ||
    history.stackIds.has(resource.tags['aws:cloudformation:stack-id'] ?? '')
  return holdsData(resource.kind) && !hasTemplate
    ? 'it holds data, and CloudFormation no longer knows whether that was to be kept'
    : undefined
}

/** The tagging API goes on naming what was just deleted. */
const isStale = ({ history }: Context, resource: FoundResource): boolean =>
  isTaggedOnly(resource.kind) && originOf(history, resource)?.isDeleted === true

/** Sorts what was found by what is to become of it. */
export const sortLeftovers = (context: Context, found: readonly FoundResource[]): Leftovers => {
  const deletable: FoundResource[] = []
  const kept: KeptResource[] = []
  const listed: FoundResource[] = []
  for (const resource of found) {
    const ownership = ownershipOf(context.deployment, context.history, resource)
    if (ownership === 'other' || isStale(context, resource)) continue
    if (originOf(context.history, resource)?.isInUse) continue
    const reason = reasonToKeep(context, resource)
    const isNeeded = resource.isApiLogging === true && context.hasOtherApis
    if (reason !== undefined) kept.push({ resource, reason, isNeeded })
    else if (ownership === 'unsure' || isTaggedOnly(resource.kind)) listed.push(resource)
    else deletable.push(resource)
  }
  return { deletable, kept, listed }
}

/** Looks through every service that the stacks use, by CloudFormation's memory, by tag and by name. */
export const findLeftovers = async (
  aws: TeardownAws,
  deployment: Deployment,
  { history, deletesLeftovers }: Pick<Context, 'history' | 'deletesLeftovers'>,
): Promise<Leftovers> => {
  const tagged = await aws.taggedWith('simpass:stage', deployment.stage)
  const arns = new Set(tagged.map(({ arn }) => arn.replace(/:\*$/, '')))
  const found: FoundResource[] = []
  let apis: readonly FoundResource[] = []
  for (const store of aws.stores) {
    // Of REST APIs all matter, because the others decide on the logging role.
    const isApi = store.kind === 'REST API'
    const resources = await store.list(
      (text) =>
        isApi || history.ids.has(text) || arns.has(text) || isNamedByStage(deployment.stage, text),
    )
    if (isApi) apis = resources
    found.push(...resources)
  }
  const taggedOnly = tagged.flatMap(({ arn, tags }) => {
    const resource = taggedOnlyResource(arn)
    return resource === undefined ? [] : [{ ...resource, arn, tags }]
  })
  found.push(...taggedOnly.toSorted(byDeletionOrder), ...history.lost)
  const apiLoggingRole = await aws.apiLogging.roleArn()
  const context = {
    deployment,
    history,
    deletesLeftovers,
    hasOtherApis:
      apis.some((api) => ownershipOf(deployment, history, api) !== 'ours') ||
      (await aws.apiLogging.hasWebSocketApis()),
  }
  return sortLeftovers(
    context,
    found.map((resource) => ({
      ...resource,
      isApiLogging: resource.kind === 'role' && resource.arn === apiLoggingRole,
    })),
  )
}

export const describeResource = (resource: FoundResource): string =>
  originKey({ kind: resource.kind, id: resource.name ?? resource.id })
