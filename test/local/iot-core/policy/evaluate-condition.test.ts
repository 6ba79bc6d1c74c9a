import { describe, expect, it } from 'vitest'
import { evaluateCondition } from '../../../../local/iot-core/policy/evaluate-condition.ts'
import { evaluatePolicies } from '../../../../local/iot-core/policy/evaluate-policies.ts'
import type { PolicyContext, PolicyEffect } from '../../../../local/iot-core/types.ts'

const outcome = (
  operator: string,
  key: string,
  values: readonly string[],
  context: Partial<PolicyContext> = {},
) => evaluateCondition({ [operator]: { [key]: values } }, { sourceIp: '10.0.0.7', ...context })

const CLIENT_ID = `\${${'iot:ClientId'}}`
const BOTH = { connectAttributes: ['PersistentConnect', 'LastWill'] } as const
const PERSISTENT = { connectAttributes: ['PersistentConnect'] } as const
const WILL = { lastWillTopic: 'arn:aws:iot:eu-west-1:123456789012:topic/dev/will' }

describe('evaluateCondition', () => {
  it.each([
    ['StringEquals', 'iot:ClientId', ['other', 'dev'], { clientId: 'dev' }],
    ['StringEquals', 'IOT:CLIENTID', ['dev'], { clientId: 'dev' }],
    ['StringEqualsIgnoreCase', 'iot:ClientId', ['DEV'], { clientId: 'dev' }],
    ['StringNotEquals', 'iot:ClientId', ['dev'], { clientId: 'other' }],
    ['StringNotEquals', 'iot:ClientId', ['dev'], {}],
    ['StringLike', 'iot:ClientId', ['d?v*'], { clientId: 'dev/1' }],
    ['StringNotLike', 'iot:ClientId', ['d*'], { clientId: 'x' }],
    ['StringEqualsIfExists', 'iot:ClientId', ['dev'], {}],
    [
      'ArnEquals',
      'iot:LastWillTopic',
      [`arn:aws:iot:*:*:topic/${CLIENT_ID}/*`],
      { ...WILL, clientId: 'dev' },
    ],
    ['ArnLike', 'iot:LastWillTopic', ['arn:aws:iot:*:*:topic/dev/will'], WILL],
    ['Bool', 'aws:SecureTransport', ['true'], {}],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/24'], {}],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.7'], { sourceIp: '::ffff:10.0.0.7' }],
    ['IpAddress', 'aws:SourceIp', ['2001:db8::/32'], { sourceIp: '2001:db8::1' }],
    ['IpAddress', 'aws:SourceIp', ['0.0.0.0/0'], {}],
    ['NotIpAddress', 'aws:SourceIp', ['10.0.1.0/24', '2001:db8::/32'], {}],
    ['ForAllValues:StringEquals', 'iot:ConnectAttributes', ['PersistentConnect'], PERSISTENT],
    ['ForAllValues:StringEquals', 'iot:ConnectAttributes', ['PersistentConnect'], {}],
    ['ForAllValues:StringEquals', 'iot:ConnectAttributes', ['LastWill', 'PersistentConnect'], BOTH],
    ['ForAllValues:StringNotEquals', 'iot:ConnectAttributes', ['LastWill'], PERSISTENT],
    ['ForAnyValue:StringEquals', 'iot:ConnectAttributes', ['LastWill'], BOTH],
  ] as const)('is met by %s of %s in %j', (operator, key, values, context) => {
    expect(outcome(operator, key, values, context)).toBe('met')
  })

  it.each([
    ['StringEquals', 'iot:ClientId', ['Dev'], { clientId: 'dev' }],
    ['StringEquals', 'iot:ClientId', ['d*'], { clientId: 'dev' }],
    ['StringEquals', 'iot:ClientId', ['dev'], {}],
    ['StringNotEquals', 'iot:ClientId', ['x', 'dev'], { clientId: 'dev' }],
    ['ArnEquals', 'iot:LastWillTopic', ['arn:aws:iot:*:*:topic/other/*'], WILL],
    ['ArnEquals', 'iot:LastWillTopic', ['*'], {}],
    ['Bool', 'aws:SecureTransport', ['false'], {}],
    ['IpAddress', 'aws:SourceIp', ['10.0.1.0/24'], {}],
    ['IpAddress', 'aws:SourceIp', ['::/0'], {}],
    ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8'], {}],
    ['ForAllValues:StringEquals', 'iot:ConnectAttributes', ['PersistentConnect'], BOTH],
    ['ForAllValues:StringNotEquals', 'iot:ConnectAttributes', ['PersistentConnect'], BOTH],
    ['ForAnyValue:StringEquals', 'iot:ConnectAttributes', ['LastWill'], PERSISTENT],
    ['ForAnyValue:StringNotEquals', 'iot:ConnectAttributes', ['LastWill'], {}],
  ] as const)('is not met by %s of %s in %j with %j', (operator, key, values, context) => {
    expect(outcome(operator, key, values, context)).toBe('unmet')
  })

  it.each([
    ['NumericLessThan', 'iot:ClientId', ['5'], { clientId: '4' }],
    ['ForSomeValues:StringEquals', 'iot:ClientId', ['dev'], { clientId: 'dev' }],
    ['StringEquals', 'aws:CurrentTime', ['now'], {}],
    ['StringNotEquals', 'aws:PrincipalTag/a', ['b'], {}],
    ['StringEquals', '__proto__', ['x'], {}],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/33'], {}],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8/8'], {}],
    ['NotIpAddress', 'aws:SourceIp', ['ten'], {}],
    ['StringNotEquals', 'aws:SourceIp', [CLIENT_ID], {}],
  ])('cannot tell %s of %s in %j', (operator, key, values, context) => {
    expect(outcome(operator, key, values, context)).toBe('unknown')
  })

  it('needs every operator and key to be met', () => {
    const context = { sourceIp: '10.0.0.7', clientId: 'dev' }
    const met = { 'iot:ClientId': ['dev'] }

    expect(evaluateCondition({ StringEquals: met, StringLike: met }, context)).toBe('met')
    expect(
      evaluateCondition({ StringEquals: { ...met, 'aws:SourceIp': ['10.0.0.8'] } }, context),
    ).toBe('unmet')
    expect(evaluateCondition({ StringEquals: met, Exotic: met }, context)).toBe('unknown')
  })

  it.each<[PolicyEffect, string]>([
    ['Allow', 'IMPLICIT_DENY'],
    ['Deny', 'EXPLICIT_DENY'],
  ])('closes when it cannot be told: %s gives %s', (Effect, decision) => {
    const Condition = { DateLessThan: { 'aws:CurrentTime': ['2030-01-01T00:00:00Z'] } }
    const statement = { Effect, Action: ['iot:*'], Resource: ['*'], Condition }
    const document = { Version: '2012-10-17', Statement: [statement] }

    expect(
      evaluatePolicies([document], 'iot:Publish', 'arn:aws:iot:r:1:topic/a', { sourceIp: '::1' }),
    ).toBe(decision)
  })
})
