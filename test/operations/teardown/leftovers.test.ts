import { describe, expect, it } from 'vitest'
import type { History } from '../../../operations/teardown/history.ts'
import { sortLeftovers } from '../../../operations/teardown/leftovers.ts'
import type { FoundResource } from '../../../operations/teardown/ports.ts'
import { DEPLOYMENT, stackId } from '../support/fake-cloud.ts'

const IDENTITY = stackId('simpass-prod-identity')
const OURS = { 'simpass:stage': 'prod' }
const byStack = (name: string, region?: string) => ({
  ...OURS,
  'aws:cloudformation:stack-id': stackId(name, region),
})

const history: History = {
  origins: new Map([
    ['role a-cut-name', { isRetained: false, isDeleted: false, isInUse: false }],
    [
      'function simpass-prod-onboarding-Gone-1',
      { isRetained: false, isDeleted: true, isInUse: false },
    ],
    ['table restored', { isRetained: false, isDeleted: true, isInUse: false }],
    ['VPC deleted', { isRetained: false, isDeleted: true, isInUse: false }],
    ['function in-use', { isRetained: false, isDeleted: false, isInUse: true }],
    ['table kept', { isRetained: true, isDeleted: false, isInUse: false }],
    ['table not-kept', { isRetained: false, isDeleted: false, isInUse: false }],
  ]),
  ids: new Set(),
  lost: [],
  stackIds: new Set([IDENTITY]),
  retained: [
    { stackId: IDENTITY, logicalId: 'Secret', prefix: 'simpass-prod-identity-Secret' },
    { stackId: IDENTITY, logicalId: 'Role', prefix: 'simpass-prod-onboarding-CloudWatchRole' },
  ],
  functionNames: new Set(),
}

const sort = (
  resource: FoundResource,
  changes: Partial<Parameters<typeof sortLeftovers>[0]> = {},
) => {
  const context = { deployment: DEPLOYMENT, history, hasOtherApis: false, deletesLeftovers: false }
  const { deletable, kept, listed } = sortLeftovers({ ...context, ...changes }, [resource])
  if (deletable.length > 0) return 'deletable'
  if (listed.length > 0) return 'listed'
  return kept.length > 0 ? 'kept' : 'not mentioned'
}

const NAME = 'simpass-prod-onboarding-Onboarding-1'

describe('sortLeftovers', () => {
  it.each([
    ['a function with our name and tag', { kind: 'function', id: NAME, tags: OURS }, 'deletable'],
    ['a function with our name alone', { kind: 'function', id: NAME, tags: {} }, 'listed'],
    ['a function with our tag alone', { kind: 'function', id: 'costs', tags: OURS }, 'listed'],
    [
      'a function with our name and the tag of another stage',
      { kind: 'function', id: NAME, tags: { 'simpass:stage': 'prod2' } },
      'not mentioned',
    ],
    [
      'a function of the stage prod2',
      { kind: 'function', id: 'simpass-prod2-onboarding-Onboarding-1', tags: {} },
      'not mentioned',
    ],
    [
      'a function of the stage prod-onboarding',
      { kind: 'function', id: 'simpass-prod-onboarding-authorizer-Authorizer-1', tags: {} },
      'not mentioned',
    ],
    [
      'a function that another stack made and somebody tagged',
      { kind: 'function', id: NAME, tags: byStack('theirs') },
      'not mentioned',
    ],
    [
      'a role that CloudFormation remembers',
      { kind: 'role', id: 'a-cut-name', tags: {} },
      'deletable',
    ],
    [
      'a role by name and tag, which could be of another Region',
      { kind: 'role', id: NAME, tags: OURS },
      'listed',
    ],
    [
      'a role of the same stage in another Region',
      { kind: 'role', id: NAME, tags: byStack('simpass-prod-onboarding', 'us-east-1') },
      'not mentioned',
    ],
    [
      'a role that one of our stacks made',
      { kind: 'role', id: NAME, tags: byStack('simpass-prod-onboarding') },
      'deletable',
    ],
    [
      'a function that CloudFormation remembers, and that is another stack’s by now',
      { kind: 'table', id: 'not-kept', tags: byStack('theirs') },
      'not mentioned',
    ],
    [
      'a function that somebody made under the name of one that CloudFormation has deleted',
      { kind: 'function', id: 'simpass-prod-onboarding-Gone-1', tags: {} },
      'listed',
    ],
    [
      'a table that was restored under the name of one that CloudFormation has deleted',
      { kind: 'table', id: 'restored', tags: { 'restored-by': 'alice' } },
      'not mentioned',
    ],
    ['a table to be kept', { kind: 'table', id: 'kept', tags: {} }, 'kept'],
    ['a table not to be kept', { kind: 'table', id: 'not-kept', tags: {} }, 'deletable'],
    [
      'a table whose stack is forgotten',
      { kind: 'table', id: 'simpass-prod-identity-Sims-1', tags: OURS },
      'kept',
    ],
    [
      'a table of a stack that is remembered only by its template',
      {
        kind: 'table',
        id: 'simpass-prod-identity-Sims-1',
        tags: byStack('simpass-prod-identity'),
      },
      'deletable',
    ],
    [
      'a secret whose template keeps it',
      { kind: 'secret', id: 'arn', name: 'simpass-prod-identity-Secret-1', tags: OURS },
      'kept',
    ],
    [
      'an alarm with our name and tag',
      { kind: 'alarm', id: 'simpass-prod-onboarding-Alarm-1', tags: OURS },
      'deletable',
    ],
    [
      'a key, which has no name, with our tag alone',
      { kind: 'key', id: '11111111-2222', tags: OURS },
      'listed',
    ],
    [
      'a key that one of our stacks made',
      { kind: 'key', id: '11111111-2222', tags: byStack('simpass-prod-onboarding') },
      'deletable',
    ],
    [
      'a VPC that one of our stacks made, with whatever is attached to it',
      { kind: 'VPC', id: 'vpc-1', tags: byStack('simpass-prod-onboarding') },
      'listed',
    ],
    [
      'a VPC that is gone, though the tagging API still names it',
      { kind: 'VPC', id: 'deleted', tags: byStack('simpass-prod-onboarding') },
      'not mentioned',
    ],
    [
      'a function of a stack that lives',
      { kind: 'function', id: 'in-use', tags: byStack('simpass-prod-onboarding') },
      'not mentioned',
    ],
  ] satisfies [string, FoundResource, string][])('takes %s for %3$s', (_, resource, expected) => {
    expect(sort(resource)).toBe(expected)
  })

  const role: FoundResource = {
    kind: 'role',
    id: 'simpass-prod-onboarding-CloudWatchRole-1',
    tags: byStack('simpass-prod-onboarding'),
    isApiLogging: true,
  }

  it.each([
    [
      'keeps it while other APIs log with it',
      { hasOtherApis: true, deletesLeftovers: true },
      'kept',
    ],
    ['keeps it unless asked', { hasOtherApis: false, deletesLeftovers: false }, 'kept'],
    ['deletes it on request', { hasOtherApis: false, deletesLeftovers: true }, 'deletable'],
  ])('%s: the role of API Gateway', (_, context, expected) => {
    expect(sort(role, context)).toBe(expected)
  })
})
