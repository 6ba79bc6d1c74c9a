import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { describe, expect, it } from 'vitest'
import { inventorySyncViews } from '../../../operations/adapters/inventory-sync-views.ts'
import { type StubAnswer, type StubRequest, startStubService } from '../support/stub-service.ts'

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:1nce-AbCdEf'

const refused = (status: number, type: string): StubAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: '{}',
})
const said = (body: object): StubAnswer => ({ body: JSON.stringify(body) })

const start = async (answer: StubAnswer) => {
  const requests: StubRequest[] = []
  const settings = await startStubService((request) => {
    requests.push(request)
    return answer
  })
  const views = inventorySyncViews({
    dynamoDb: new DynamoDBClient(settings),
    eventBridge: new EventBridgeClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secretsManager: (region) =>
      new SecretsManagerClient({ ...settings, ...(region && { region }) }),
  })
  return { views, requests }
}

describe('inventorySyncViews', () => {
  it.each<[string, StubAnswer, object | undefined]>([
    [
      'a schedule',
      said({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' }),
      { name: 'rule', isEnabled: true, expression: 'rate(1 hour)' },
    ],
    [
      'one that is disabled',
      said({ ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' }),
      { name: 'rule', isEnabled: false, expression: 'rate(1 hour)' },
    ],
    ['a rule for events', said({ EventPattern: '{}', State: 'ENABLED' }), undefined],
    ['no rule', refused(400, 'ResourceNotFoundException'), undefined],
  ])('finds %s', async (_, answer, schedule) => {
    const { views } = await start(answer)

    expect(await views.schedule('rule')).toEqual(schedule)
  })

  it.each<[string, StubAnswer, string]>([
    ['with a value', said({ VersionIdsToStages: { v: ['AWSCURRENT'] } }), 'there'],
    ['that never had a value', said({}), 'empty'],
    ['whose value is only pending', said({ VersionIdsToStages: { v: ['AWSPENDING'] } }), 'empty'],
    [
      'that is being deleted',
      said({ DeletedDate: 1, VersionIdsToStages: { v: ['AWSCURRENT'] } }),
      'deleted',
    ],
    ['that is not there', refused(400, 'ResourceNotFoundException'), 'missing'],
    ['of somebody else', refused(400, 'AccessDeniedException'), 'unseen'],
  ])('looks at a secret %s in its own Region, and never reads it', async (_, answer, state) => {
    const { views, requests } = await start(answer)

    expect(await views.secret(ARN)).toBe(state)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers['x-amz-target']).toBe('secretsmanager.DescribeSecret')
    expect(requests[0]?.headers.authorization).toContain('/eu-west-1/secretsmanager/')
  })

  it.each<[StubAnswer, object]>([
    [
      { headers: { 'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT' }, body: '' },
      { state: 'there', changedAt: Date.parse('2026-11-22T12:00:00Z') },
    ],
    [{ status: 404, body: '' }, { state: 'missing' }],
    [{ status: 403, body: '' }, { state: 'unseen' }],
  ])('looks at an object without its content: %j', async (answer, view) => {
    const { views, requests } = await start(answer)

    expect(await views.object('sims', 'sims.csv')).toEqual(view)
    expect(requests.map(({ method, path }) => [method, path])).toEqual([['HEAD', '/sims/sims.csv']])
  })

  it.each([
    ['schedule', (views: Awaited<ReturnType<typeof start>>['views']) => views.schedule('rule')],
    ['secret', (views: Awaited<ReturnType<typeof start>>['views']) => views.secret(ARN)],
    ['object', (views: Awaited<ReturnType<typeof start>>['views']) => views.object('b', 'k')],
  ])('does not take a fault of AWS for an answer: %s', async (_, look) => {
    const { views } = await start(refused(500, 'InternalServiceError'))

    await expect(look(views)).rejects.toThrow()
  })
})
