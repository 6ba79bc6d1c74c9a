import { describe, expect, it } from 'vitest'
import type { FoundResource } from '../../../operations/teardown/ports.ts'
import { deletionCommands } from '../../../operations/teardown/repair-commands.ts'

const commandsFor = (resource: Omit<FoundResource, 'tags'>) =>
  deletionCommands('eu-central-1', { ...resource, tags: {} })

describe('deletionCommands', () => {
  it('empties a role before it deletes it', () => {
    expect(
      commandsFor({
        kind: 'role',
        id: 'R',
        isApiLogging: true,
        attachedPolicies: ['arn:aws:iam::aws:policy/P'],
        inlinePolicies: ['Own'],
      }),
    ).toEqual([
      'aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value= --region eu-central-1',
      'aws iam detach-role-policy --role-name R --policy-arn arn:aws:iam::aws:policy/P --region eu-central-1',
      'aws iam delete-role-policy --role-name R --policy-name Own --region eu-central-1',
      'aws iam delete-role --role-name R --region eu-central-1',
    ])
  })

  it('lets nothing out of a name into the shell', () => {
    expect(commandsFor({ kind: 'alarm', id: "a'; rm -rf $HOME #" })).toEqual([
      String.raw`aws cloudwatch delete-alarms --alarm-names 'a'\''; rm -rf $HOME #' --region eu-central-1`,
    ])
  })
})
