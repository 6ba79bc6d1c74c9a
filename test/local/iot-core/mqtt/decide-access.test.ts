import { describe, expect, it } from 'vitest'
import {
  decideAccess,
  onlyWithConnectAttributes,
  resourceArn,
} from '../../../../local/iot-core/mqtt/decide-access.ts'
import type { PolicyStatement } from '../../../../local/iot-core/types.ts'
import { ARN_PREFIX } from '../support/gateway.ts'

describe('resourceArn', () => {
  it.each([
    ['iot:Connect', 'client'],
    ['iot:Publish', 'topic'],
    ['iot:Receive', 'topic'],
    ['iot:RetainPublish', 'topic'],
    ['iot:Subscribe', 'topicfilter'],
  ] as const)('of %s names a %s', (action, kind) => {
    expect(resourceArn(ARN_PREFIX, action, 'a/#')).toBe(`${ARN_PREFIX}:${kind}/a/#`)
  })
})

describe('decideAccess', () => {
  it('denies when the evaluation fails', () => {
    const evaluatePolicies = () => {
      throw new Error('broken')
    }

    const decision = decideAccess(
      { arnPrefix: ARN_PREFIX, evaluatePolicies },
      [],
      'iot:Publish',
      'a',
      { sourceIp: '127.0.0.1' },
    )

    expect(decision).toBe('IMPLICIT_DENY')
  })
})

describe('onlyWithConnectAttributes', () => {
  it('keeps every Deny, and an Allow only if it names connection attributes', () => {
    const base = { Action: ['iot:Connect'], Resource: ['*'] }
    const kept: PolicyStatement[] = [
      { ...base, Effect: 'Deny' },
      {
        ...base,
        Effect: 'Allow',
        Condition: { StringEquals: { 'iot:ConnectAttributes': ['LastWill'] } },
      },
    ]
    const dropped: PolicyStatement[] = [
      { ...base, Effect: 'Allow' },
      { ...base, Effect: 'Allow', Condition: { StringEquals: { 'iot:ClientId': ['a'] } } },
    ]

    const [policy] = onlyWithConnectAttributes([
      { Version: '2012-10-17', Statement: [...kept, ...dropped] },
    ])

    expect(policy?.Statement).toEqual(kept)
  })
})
