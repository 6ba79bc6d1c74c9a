import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
  paginateListRoleTags,
} from '@aws-sdk/client-iam'
import type { FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

const describeRole = async (client: IAMClient, id: string, arn: string): Promise<FoundResource> => {
  const RoleName = id
  const tags: Record<string, string> = {}
  const inlinePolicies: string[] = []
  const attachedPolicies: string[] = []
  for await (const { Tags = [] } of paginateListRoleTags({ client }, { RoleName })) {
    for (const { Key = '', Value = '' } of Tags) tags[Key] = Value
  }
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
    inlinePolicies.push(...PolicyNames)
  }
  const attached = paginateListAttachedRolePolicies({ client }, { RoleName })
  for await (const { AttachedPolicies = [] } of attached) {
    attachedPolicies.push(...AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn))
  }
  return { kind: 'role', id, arn, tags, inlinePolicies, attachedPolicies }
}

/** Roles that a stack left over. */
export const iamRoleStore = (client: IAMClient): ResourceStore => ({
  kind: 'role',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
      for (const { RoleName: id = '', Arn: arn = '' } of Roles) {
        const role = isWanted(id) ? await unlessMissing(describeRole(client, id, arn)) : undefined
        if (role !== undefined) found.push(role)
      }
    }
    return found
  },
  remove: async ({ id: RoleName, inlinePolicies = [], attachedPolicies = [] }) => {
    for (const PolicyArn of attachedPolicies) {
      await unlessMissing(client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })))
    }
    for (const PolicyName of inlinePolicies) {
      await unlessMissing(client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })))
    }
    await unlessMissing(client.send(new DeleteRoleCommand({ RoleName })))
  },
})
