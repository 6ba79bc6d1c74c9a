import { beforeEach, describe, expect, it } from 'vitest'
import { FunctionRoles } from '../../../../local/aws/iam/function-roles.ts'

const ROLE_ARN = 'arn:aws:iam::111122223333:role/reader'
const KEY = 'ASIAREADER'
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/sims'

const policyOf = (...Statement: Record<string, unknown>[]) => ({ Version: '2012-10-17', Statement })
const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
})

let roles: FunctionRoles

beforeEach(() => {
  roles = new FunctionRoles()
  roles.createRole('reader', ROLE_ARN)
  roles.assign('reads', KEY, ROLE_ARN)
})

const isAllowed = (
  action: string,
  resource: string,
  context: Record<string, string> = {},
): boolean => {
  try {
    roles.authorize(KEY, { action, resource, context })
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return false
    throw error
  }
}

describe('FunctionRoles', () => {
  it.each([
    ['the same action and resource', allow('dynamodb:GetItem', TABLE), true],
    ['an action in another case', allow('DynamoDB:getitem', TABLE), true],
    ['a wildcard in the action', allow('dynamodb:Get*', TABLE), true],
    ['one letter of the action left open', allow('dynamodb:GetIte?', TABLE), true],
    ['a wildcard in the resource', allow('dynamodb:GetItem', `${TABLE.slice(0, -2)}*`), true],
    ['every resource', allow('dynamodb:GetItem', '*'), true],
    ['several of each', allow(['a:B', 'dynamodb:GetItem'], ['arn:x', TABLE]), true],
    ['another action', allow('dynamodb:PutItem', TABLE), false],
    ['only the beginning of the action', allow('dynamodb:GetIte', TABLE), false],
    ['a dot that is no wildcard', allow('dynamodb.GetItem', TABLE), false],
    ['another resource', allow('dynamodb:GetItem', `${TABLE}s`), false],
    ['a wildcard across an ARN', allow('dynamodb:GetItem', 'arn:aws:dynamodb:*'), false],
  ])('decides by %s', (_name, statement, expected) => {
    roles.addPolicy('reader', policyOf(statement))

    expect(isAllowed('dynamodb:GetItem', TABLE)).toBe(expected)
  })

  it.each<[Record<string, unknown>, Record<string, string>, boolean]>([
    [{ 'events:source': 'simpass' }, { 'events:source': 'simpass' }, true],
    [{ 'Events:Source': ['a', 'simpass'] }, { 'events:source': 'simpass' }, true],
    [{ 'events:source': 'simpass' }, { 'events:source': 'Simpass' }, false],
    [{ 'events:source': 'simpass' }, {}, false],
    [{ a: '1', b: '2' }, { a: '1', b: '2' }, true],
    [{ a: '1', b: '2' }, { a: '1' }, false],
  ])('asks for %j, and gets %j', (StringEquals, context, expected) => {
    roles.addPolicy(
      'reader',
      policyOf({ ...allow('dynamodb:GetItem', TABLE), Condition: { StringEquals } }),
    )

    expect(isAllowed('dynamodb:GetItem', TABLE, context)).toBe(expected)
  })

  it('needs every resource where AWS has no resource level', () => {
    roles.addPolicy('reader', policyOf(allow('iot:DescribeEndpoint', 'arn:aws:iot:*:*:endpoint')))
    expect(isAllowed('iot:DescribeEndpoint', '*')).toBe(false)

    roles.addPolicy('reader', policyOf(allow('iot:DescribeEndpoint', '*')))
    expect(isAllowed('iot:DescribeEndpoint', '*')).toBe(true)
  })

  it('lets a denial win', () => {
    roles.addPolicy('reader', policyOf(allow('dynamodb:*', '*')))
    roles.addPolicy(
      'reader',
      policyOf({ Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: TABLE }),
    )

    expect(isAllowed('dynamodb:GetItem', TABLE)).toBe(false)
    expect(isAllowed('dynamodb:GetItem', `${TABLE}2`)).toBe(true)
  })

  it('limits only those who have a role', () => {
    expect(roles.restricts(KEY)).toBe(true)
    expect(roles.restricts('AKIAOPERATOR')).toBe(false)
  })

  it('remembers what was refused and what was never used', () => {
    roles.addPolicy('reader', policyOf(allow(['dynamodb:GetItem', 'dynamodb:Scan'], TABLE)))

    isAllowed('dynamodb:GetItem', TABLE)
    isAllowed('dynamodb:PutItem', TABLE)
    isAllowed('dynamodb:PutItem', TABLE)

    expect(roles.deniedCalls()).toEqual([
      { functionName: 'reads', action: 'dynamodb:PutItem', resource: TABLE },
    ])
    expect(roles.unusedGrants()).toEqual([
      { functionName: 'reads', effect: 'Allow', action: 'dynamodb:Scan', resource: TABLE },
    ])
  })

  it.each([
    ['a condition', policyOf({ ...allow('a:B', '*'), Condition: {} })],
    ['an exception', policyOf({ Effect: 'Allow', NotAction: 'a:B', Resource: '*' })],
    ['another version', { Version: '2008-10-17', Statement: [] }],
  ])('refuses a policy with %s, which it would ignore', (_name, document) => {
    expect(() => roles.addPolicy('reader', document)).toThrow('expected a policy of actions')
  })

  it.each([
    ['a policy', () => roles.addPolicy('nobody', policyOf())],
    ['a function', () => roles.assign('f', 'ASIAF', 'arn:aws:iam::111122223333:role/nobody')],
  ])('refuses %s for a role that is not there', (_name, act) => {
    expect(act).toThrow('expected a role of the stacks')
  })
})
