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

  it.each([
    [
      { kind: 'domain name', id: 'sims.example.com' },
      ['aws apigateway delete-domain-name --domain-name sims.example.com'],
    ],
    [
      {
        kind: 'domain name',
        id: 'sims.example.com',
        arn: 'arn:aws:apigateway:eu-central-1:111122223333:/domainnames/sims.example.com+abc123',
      },
      ['aws apigateway delete-domain-name --domain-name sims.example.com --domain-name-id abc123'],
    ],
    [
      { kind: 'rule', id: 'R', targets: ['Target0', 'Target1'] },
      [
        'aws events remove-targets --rule R --ids Target0 Target1',
        'aws events delete-rule --name R',
      ],
    ],
    [{ kind: 'rule', id: 'R' }, ['aws events delete-rule --name R']],
    [{ kind: 'VPC', id: 'vpc-1' }, ['aws ec2 delete-vpc --vpc-id vpc-1']],
  ] satisfies [Omit<FoundResource, 'tags'>, string[]][])(
    'knows those of %j',
    (resource, expected) => {
      expect(commandsFor(resource)).toEqual(
        expected.map((command) => `${command} --region eu-central-1`),
      )
    },
  )

  it.each(['file:///home/op/.aws/credentials', 'https://a.example', '--cli-input-json'])(
    'has none for %s, which the AWS CLI would take for something else',
    (id) => {
      expect(commandsFor({ kind: 'alarm', id })).toEqual([
        '(no command: the AWS CLI would take this name for something else)',
      ])
    },
  )

  it('lets nothing out of a name into the shell', () => {
    expect(commandsFor({ kind: 'alarm', id: "a'; rm -rf $HOME #" })).toEqual([
      String.raw`aws cloudwatch delete-alarms --alarm-names 'a'\''; rm -rf $HOME #' --region eu-central-1`,
    ])
  })
})
