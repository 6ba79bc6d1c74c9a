import { type Deployment, isNamedByStage, stackRole } from '../deployment.ts'
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
  const isTagged = resource.tags['simpass:stage'] === deployment.stage
  if (isNamed && isTagged) return resource.kind === 'role' ? 'unsure' : 'ours'
  return isNamed || isTagged ? 'unsure' : 'other'
}

/** Decides it by what cannot be written by anyone else first: CloudFormation's memory, its tags, then ours and the name. */
export const ownershipOf = (
  deployment: Deployment,
  history: History,
  resource: FoundResource,
): Ownership => {
  if (originOf(history, resource) !== undefined) return 'ours'
  const stage = resource.tags['simpass:stage']
  if (stage !== undefined && stage !== deployment.stage) return 'other'
  const stackId = resource.tags['aws:cloudformation:stack-id']
  if (stackId !== undefined) return ownershipByStackTag(deployment, stackId)
  return ownershipByLooks(deployment, resource)
}

/** An authorizer is ours if its function is: that function may be gone by now, and anybody may use any name. */
export const isOurAuthorizer = (
  deployment: Deployment,
  history: History,
  { functionArn }: AuthorizerView,
): boolean => {
  const [, , , region, accountId, , name = ''] = functionArn.split(':')
  if (region !== deployment.region || accountId !== deployment.accountId) return false
  return history.functionNames.has(name) || isNamedByStage(deployment.stage, name)
}
