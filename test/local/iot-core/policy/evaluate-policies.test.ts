import { describe, expect, it } from 'vitest'
import { evaluatePolicies } from '../../../../local/iot-core/policy/evaluate-policies.ts'
import { parsePolicyDocument } from '../../../../local/iot-core/policy/parse-policy-document.ts'
import type {
  PolicyAction,
  PolicyContext,
  PolicyDocument,
} from '../../../../local/iot-core/types.ts'

const PREFIX = 'arn:aws:iot:eu-west-1:123456789012'
const ICCID = '8988280666000000001'
const arns = {
  client: (id: string) => `${PREFIX}:client/${id}`,
  topic: (topic: string) => `${PREFIX}:topic/${topic}`,
  topicFilter: (filter: string) => `${PREFIX}:topicfilter/${filter}`,
}

const variable = (name: string) => `\${${name}}`

const policy = (...statements: readonly object[]) =>
  parsePolicyDocument({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      Action: 'iot:*',
      Resource: '*',
      ...statement,
    })),
  })

const vendorPolicy = policy(
  { Action: 'iot:Connect', Resource: arns.client(ICCID) },
  { Action: ['iot:Publish', 'iot:Receive'], Resource: arns.topic(`${ICCID}/*`) },
  { Action: ['iot:Subscribe'], Resource: [arns.topicFilter(`${ICCID}/*`)] },
)

const decide = (
  document: PolicyDocument | readonly PolicyDocument[],
  action: PolicyAction,
  resource: string,
  context: Partial<PolicyContext> = {},
) =>
  evaluatePolicies(Array.isArray(document) ? document : [document], action, resource, {
    sourceIp: '10.0.0.7',
    ...context,
  })

describe('evaluatePolicies', () => {
  it.each<[PolicyAction, string]>([
    ['iot:Connect', arns.client(ICCID)],
    ['iot:Publish', arns.topic(`${ICCID}/test`)],
    ['iot:Publish', arns.topic(`${ICCID}/a/b/c`)],
    ['iot:Receive', arns.topic(`${ICCID}/`)],
    ['iot:Subscribe', arns.topicFilter(`${ICCID}/#`)],
    ['iot:Subscribe', arns.topicFilter(`${ICCID}/+/x`)],
  ])("allows the vendor's policy %s on %s", (action, resource) => {
    expect(decide(vendorPolicy, action, resource)).toBe('ALLOWED')
  })

  it.each<[PolicyAction, string]>([
    ['iot:Connect', arns.client('8988280666000000002')],
    ['iot:Connect', arns.client(`${ICCID}0`)],
    ['iot:Connect', arns.client('')],
    ['iot:Publish', arns.topic(ICCID)],
    ['iot:Publish', arns.topic('8988280666000000002/test')],
    ['iot:Publish', arns.topicFilter(`${ICCID}/test`)],
    ['iot:Subscribe', arns.topicFilter(ICCID)],
    ['iot:Subscribe', arns.topicFilter('#')],
    ['iot:Subscribe', arns.topicFilter('+/test')],
    ['iot:Subscribe', arns.topic(`${ICCID}/test`)],
    ['iot:RetainPublish', arns.topic(`${ICCID}/test`)],
  ])("denies by default under the vendor's policy %s on %s", (action, resource) => {
    expect(decide(vendorPolicy, action, resource)).toBe('IMPLICIT_DENY')
  })

  it('denies everything without a document', () => {
    expect(decide([], 'iot:Connect', arns.client('a'))).toBe('IMPLICIT_DENY')
  })

  it.each([
    [[policy({}), policy({ Effect: 'Deny' })]],
    [[policy({ Effect: 'Deny' }), policy({})]],
    [[policy({}, { Effect: 'Deny' })]],
  ])('lets an explicit deny win wherever it stands (%#)', (documents) => {
    expect(decide(documents, 'iot:Publish', arns.topic('a'))).toBe('EXPLICIT_DENY')
  })

  it('unites the allows of all documents', () => {
    const documents = [policy({ Resource: arns.topic('a') }), policy({ Resource: arns.topic('b') })]

    expect(decide(documents, 'iot:Publish', arns.topic('b'))).toBe('ALLOWED')
  })

  it.each(['*', 'iot:*', 'iot:Pub*', 'IOT:PUBLISH', 'iot:publis?'])(
    'covers iot:Publish with the action %s',
    (Action) => {
      expect(decide(policy({ Action }), 'iot:Publish', arns.topic('a'))).toBe('ALLOWED')
    },
  )

  it.each(['iot:Pub', 'iot:Connect', 'mqtt:*', 'iot:RetainPublish'])(
    'does not cover iot:Publish with the action %s',
    (Action) => {
      expect(decide(policy({ Action }), 'iot:Publish', arns.topic('a'))).toBe('IMPLICIT_DENY')
    },
  )

  it('compares resources with regard to case', () => {
    expect(decide(policy({ Resource: arns.topic('A') }), 'iot:Publish', arns.topic('a'))).toBe(
      'IMPLICIT_DENY',
    )
  })
})

describe('policy variables', () => {
  const own = (name: string) => policy({ Resource: arns.topic(`${variable(name)}/*`) })
  const publish = (name: string, topic: string, context: Partial<PolicyContext>) =>
    decide(own(name), 'iot:Publish', arns.topic(topic), context)

  it.each([
    ['iot:ClientId', 'dev/x', { clientId: 'dev' }],
    ['IOT:clientid', 'dev/x', { clientId: 'dev' }],
    ['aws:SourceIp', '10.0.0.7/x', {}],
    ['*', '*/x', {}],
    ['?', '?/x', {}],
    ['$', '$/x', {}],
  ])('fills in the variable %s', (name, topic, context) => {
    expect(publish(name, topic, context)).toBe('ALLOWED')
  })

  it.each([
    ['iot:ClientId', `${variable('iot:ClientId')}/x`, {}],
    ['iot:ClientId', '/x', {}],
    [
      'iot:Connection.Thing.ThingName',
      `${variable('iot:Connection.Thing.ThingName')}/x`,
      { clientId: 'dev' },
    ],
    ['constructor', 'x/x', {}],
    ['*', 'any/x', {}],
    ['iot:ClientId', 'victim/x', { clientId: '*' }],
    ['iot:ClientId', 'victim/x', { clientId: '??????' }],
    ['iot:ClientId', '10.0.0.7/x', { clientId: variable('aws:SourceIp') }],
  ])('does not match the variable %s with %s', (name, topic, context) => {
    expect(publish(name, topic, context)).toBe('IMPLICIT_DENY')
  })

  it('never matches a variable that is not closed', () => {
    const unclosed = variable('iot:ClientId').slice(0, -1)
    const open = policy({ Resource: arns.topic(unclosed) })

    expect(decide(open, 'iot:Publish', arns.topic(unclosed), { clientId: 'dev' })).toBe(
      'IMPLICIT_DENY',
    )
  })
})

describe('iot:LastWillTopic', () => {
  const onlyOwnWill = policy({
    Resource: `${PREFIX}:client/*`,
    Condition: {
      ArnEquals: { 'iot:LastWillTopic': arns.topic(`${variable('iot:ClientId')}/will`) },
    },
  })

  it.each([
    ['dev/will', 'ALLOWED'],
    ['other/will', 'IMPLICIT_DENY'],
    [undefined, 'IMPLICIT_DENY'],
  ])('compares the will topic %s as an ARN', (lastWillTopic, decision) => {
    expect(
      decide(onlyOwnWill, 'iot:Connect', arns.client('dev'), { clientId: 'dev', lastWillTopic }),
    ).toBe(decision)
  })
})
