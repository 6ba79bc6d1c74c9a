import { type Deployment, isNamedByStage, STAGE_TAG, stackRole } from '../deployment.ts'
import { type History, originOf } from './history.ts'
import type { AuthorizerView, FoundResource } from './ports.ts'

/**
 * Whose a resource is. `ours` may be deleted; `unsure` looks like ours and is only listed; `other` is not even
 * mentioned.
 */
export type Ownership = 'ours' | 'unsure' | 'other'

const STACK_ARN = /^arn:[\w-]+:cloudformation:([\w-]+):(\d+):stack\/([^/]+)\//

/** Nobody but CloudFormation can write `aws:` tags, so what they say is so. */
const ownershipByStackTag = (deployment: Deployment, stackId: string): Ownership => {
  const [, region, accountId, name = ''] = STACK_ARN.exec(stackId) ?? []
  // Roles are global: the same stage in another Region has roles with the same names and tags.
  const isHere = region === deployment.region && accountId === deployment.accountId
  return isHere && stackRole(deployment.stage, name) !== undefined ? 'ours' : 'other'
}

const ownershipByLooks = (deployment: Deployment, resource: FoundResource): Ownership => {
  const isNamed = isNamedByStage(deployment.stage, resource.name ?? resource.id)
  const isTagged = resource.tags[STAGE_TAG] === deployment.stage
  if (isNamed && isTagged) return resource.kind === 'role' ? 'unsure' : 'ours'
  return isNamed || isTagged ? 'unsure' : 'other'
}

/**
 * Decides it by what is so now before what was: tags that say somebody else's, then CloudFormation's memory, then our tag
 * and the name. What CloudFormation has deleted proves nothing about what has the same name today.
 */
export const ownershipOf = (
  deployment: Deployment,
  history: History,
  resource: FoundResource,
): Ownership => {
  const stage = resource.tags[STAGE_TAG]
  if (stage !== undefined && stage !== deployment.stage) return 'other'
  const stackId = resource.tags['aws:cloudformation:stack-id']
  if (stackId !== undefined) return ownershipByStackTag(deployment, stackId)
  if (originOf(history, resource)?.isDeleted === false) return 'ours'
  return ownershipByLooks(deployment, resource)
}

/**
 * An authorizer is ours if its function is, which may be gone by now: CloudFormation remembers it, or its name and the
 * authorizer's tag say so. Anybody may use any name.
 */
export const ownershipOfAuthorizer = (
  deployment: Deployment,
  history: History,
  { functionArn, tags }: AuthorizerView,
): Ownership => {
  const [, , , region, accountId, , name = ''] = functionArn.split(':')
  if (region !== deployment.region || accountId !== deployment.accountId) return 'other'
  if (history.functionNames.has(name)) return 'ours'
  if (!isNamedByStage(deployment.stage, name)) return 'other'
  const stage = tags[STAGE_TAG]
  if (stage === undefined) return 'unsure'
  return stage === deployment.stage ? 'ours' : 'other'
}
