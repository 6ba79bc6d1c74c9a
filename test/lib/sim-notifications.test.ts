import { describe, expect, it } from 'vitest'
import type { SimEvent } from '../../domain/inventory/sim-event.ts'
import { MAILED_EVENT_TYPES, SIM_CHANGE_TYPES } from '../../lib/inventory-settings.ts'
import { matchesEvent, parseEventPattern } from '../../local/aws/events/event-pattern.ts'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

const email = 'ops@example.com'

/** Each type once; one that is missing or made up does not compile. */
const TYPES_OF_THE_DOMAIN: Record<SimEvent['type'], true> = {
  'SIM Added': true,
  'SIM Moved': true,
  'SIM Suspended': true,
  'SIM Resumed': true,
  'SIM Removed': true,
  'SIM Tokens Revoked': true,
  'SIM Changes': true,
  'SIM Sync Failed': true,
  'SIM Sync Held': true,
  'SIM Removals Withheld': true,
  'SIM Inventory Unreadable': true,
}

const build = (notifications: Readonly<Record<string, unknown>>) => {
  const { identity } = synthesize({ notifications })
  const one = (type: string) => resourcesOf(identity, type)[0]
  return {
    rule: one('AWS::Events::Rule'),
    topic: one('AWS::SNS::Topic'),
    policy: one('AWS::SNS::TopicPolicy'),
    subscription: one('AWS::SNS::Subscription'),
    key: one('AWS::KMS::Key'),
  }
}

describe('SIM_CHANGE_TYPES and MAILED_EVENT_TYPES', () => {
  it('are the types that the domain publishes', () => {
    expect([...SIM_CHANGE_TYPES, ...MAILED_EVENT_TYPES].toSorted()).toEqual(
      Object.keys(TYPES_OF_THE_DOMAIN).toSorted(),
    )
  })
})

describe('SimNotifications', () => {
  it('costs nothing for nobody', () => {
    const { identity } = synthesize()

    expect(resourcesOf(identity, 'AWS::SNS::Topic')).toEqual([])
    expect(resourcesOf(identity, 'AWS::KMS::Key')).toEqual([])
  })

  it('mails what happens to SIMs of its own deployment', () => {
    const { rule, topic, subscription } = build({ email })

    expect(rule?.Properties).toMatchObject({
      EventPattern: {
        source: ['simpass'],
        'detail-type': [
          'SIM Changes',
          'SIM Sync Held',
          'SIM Sync Failed',
          'SIM Removals Withheld',
          'SIM Inventory Unreadable',
        ],
        detail: { deployment: ['simpass-dev-identity'] },
      },
      Targets: [{ Arn: { Ref: topic?.logicalId } }],
    })
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: email,
      TopicArn: { Ref: topic?.logicalId },
    })
  })

  it('mails the types that were asked for, and no others', () => {
    const events = ['SIM Sync Failed', 'SIM Sync Held']
    const { rule } = build({ email, events })

    expect(rule?.Properties.EventPattern).toMatchObject({ 'detail-type': events })
  })

  it('mails no single SIM, and nothing of another deployment', () => {
    const pattern = parseEventPattern(build({ email }).rule?.Properties.EventPattern)
    const isMailed = (type: string, deployment: string) =>
      matchesEvent(pattern, { source: 'simpass', 'detail-type': type, detail: { deployment } })
    const types = Object.keys(TYPES_OF_THE_DOMAIN)

    const mailed = types.filter((type) => isMailed(type, 'simpass-dev-identity'))
    expect(mailed.toSorted()).toEqual([...MAILED_EVENT_TYPES].toSorted())
    expect(types.filter((type) => isMailed(type, 'simpass-prod-identity'))).toEqual([])
  })

  it('lets EventBridge publish, encrypted, and nobody without TLS', () => {
    const { topic, policy, key } = build({ email })
    const Principal = { Service: 'events.amazonaws.com' }

    expect(topic?.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key?.logicalId, 'Arn'] })
    expect(key?.Properties.KeyPolicy).toMatchObject({
      Statement: expect.arrayContaining([
        // With a condition on the account or on the rule, SNS would refuse every event.
        {
          Effect: 'Allow',
          Principal,
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        },
      ]),
    })
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({ Effect: 'Allow', Principal, Action: 'sns:Publish' }),
      ]),
    })
  })
})
