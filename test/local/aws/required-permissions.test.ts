import { describe, expect, it } from 'vitest'
import type { AwsCall } from '../../../local/aws/access-control.ts'
import {
  dynamoDbPermissions,
  iotDataPermissions,
  iotPermissions,
  secretsManagerPermissions,
} from '../../../local/aws/required-permissions.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:keys-AbCdEf'

const callOf = (target: string, body: string): AwsCall => ({
  method: 'POST',
  url: '/',
  headers: { 'x-amz-target': target },
  body: Buffer.from(body),
})

describe('dynamoDbPermissions', () => {
  const permissionsOf = dynamoDbPermissions(account)

  it.each([
    ['sims', 'arn:aws:dynamodb:eu-west-1:111122223333:table/sims'],
    ['arn:aws:dynamodb:eu-west-1:1:table/x', 'arn:aws:dynamodb:eu-west-1:1:table/x'],
  ])('needs the operation on the table %s', (TableName, resource) => {
    const call = callOf('DynamoDB_20120810.GetItem', JSON.stringify({ TableName }))

    expect(permissionsOf(call)).toEqual([{ action: 'dynamodb:GetItem', resource }])
  })

  it('needs the operation on every table of a batch', () => {
    const body = JSON.stringify({ RequestItems: { sims: {}, addresses: {} } })

    expect(permissionsOf(callOf('DynamoDB_20120810.BatchGetItem', body))).toEqual(
      ['sims', 'addresses'].map((table) => ({
        action: 'dynamodb:BatchGetItem',
        resource: `arn:aws:dynamodb:eu-west-1:111122223333:table/${table}`,
      })),
    )
  })

  it('needs PartiQLInsert on every table into which statements insert', () => {
    const Statements = ['sims', 'addresses', 'sims'].map((table) => ({
      Statement: `INSERT INTO "${table}" VALUE {'id': ?}`,
    }))
    const call = callOf('DynamoDB_20120810.BatchExecuteStatement', JSON.stringify({ Statements }))

    expect(permissionsOf(call)).toEqual(
      ['sims', 'addresses'].map((table) => ({
        action: 'dynamodb:PartiQLInsert',
        resource: `arn:aws:dynamodb:eu-west-1:111122223333:table/${table}`,
      })),
    )
  })

  it.each([
    ['{"Statements":[{"Statement":"DELETE FROM sims WHERE id = 1"}]}'],
    [`{"Statements":[{"Statement":"INSERT INTO sims VALUE {'id': ?}"},{"Statement":"x"}]}`],
    ['{"Statements":[{}]}'],
    ['{"Statements":"x"}'],
    ['{"TableName":"sims"}'],
  ])('does not know what statements need that it cannot read: %s', (body) => {
    const call = callOf('DynamoDB_20120810.BatchExecuteStatement', body)

    expect(permissionsOf(call)).toBeUndefined()
  })

  it.each(['BatchGetItem', 'BatchWriteItem'])('lets no TableName hide the tables of %s', (name) => {
    const body = JSON.stringify({ TableName: 'mine', RequestItems: { theirs: {} } })

    expect(permissionsOf(callOf(`DynamoDB_20120810.${name}`, body))).toMatchObject([
      { resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/theirs' },
    ])
  })

  it.each([
    '{"RequestItems":{}}',
    '{"RequestItems":["sims"]}',
    '{"RequestItems":null}',
    '{"TableName":1}',
    '[]',
    'null',
    'x',
    '',
  ])('does not know what %j needs', (body) => {
    expect(permissionsOf(callOf('DynamoDB_20120810.BatchGetItem', body))).toBeUndefined()
  })
})

describe('secretsManagerPermissions', () => {
  it('needs the operation on the secret', () => {
    const call = callOf('secretsmanager.GetSecretValue', JSON.stringify({ SecretId: SECRET }))

    expect(secretsManagerPermissions(call)).toEqual([
      { action: 'secretsmanager:GetSecretValue', resource: SECRET },
    ])
  })

  it('does not know the ARN of a secret by its name', () => {
    const call = callOf('secretsmanager.GetSecretValue', '{"SecretId":"keys"}')

    expect(secretsManagerPermissions(call)).toBeUndefined()
  })
})

describe('iotPermissions', () => {
  const permissionsOf = iotPermissions(account)
  const authorizer = 'arn:aws:iot:eu-west-1:111122223333:authorizer/a@b'
  const call = (method: string, url: string, body = ''): AwsCall => ({
    method,
    url,
    headers: {},
    body: Buffer.from(body),
  })

  it.each([
    ['POST', 'iot:CreateAuthorizer'],
    ['PUT', 'iot:UpdateAuthorizer'],
    ['GET', 'iot:DescribeAuthorizer'],
    ['DELETE', 'iot:DeleteAuthorizer'],
  ])('needs for %s of an authorizer %s on it', (method, action) => {
    expect(permissionsOf(call(method, '/authorizer/a%40b?x=y'))).toEqual([
      { action, resource: authorizer },
    ])
  })

  it('needs to tag what it creates with tags', () => {
    const body = JSON.stringify({ tags: [{ Key: 'a', Value: 'b' }] })

    expect(permissionsOf(call('POST', '/authorizer/a%40b', body))).toEqual([
      { action: 'iot:CreateAuthorizer', resource: authorizer },
      { action: 'iot:TagResource', resource: authorizer },
    ])
    expect(permissionsOf(call('POST', '/authorizer/a%40b', '{"tags":[]}'))).toHaveLength(1)
  })

  it('needs to tag what is there', () => {
    const body = JSON.stringify({ resourceArn: authorizer, tags: [] })

    expect(permissionsOf(call('POST', '/tags', body))).toEqual([
      { action: 'iot:TagResource', resource: authorizer },
    ])
  })

  it.each([
    ['GET', '/default-authorizer', 'iot:DescribeDefaultAuthorizer'],
    ['DELETE', '/default-authorizer', 'iot:ClearDefaultAuthorizer'],
    ['GET', '/endpoint?endpointType=iot%3AData-ATS', 'iot:DescribeEndpoint'],
  ])('needs for %s %s an action without a resource', (method, url, action) => {
    expect(permissionsOf(call(method, url))).toEqual([{ action, resource: '*' }])
  })

  it.each([
    ['POST', '/default-authorizer'],
    ['PATCH', '/authorizer/a'],
    ['POST', '/authorizer/a/test'],
    ['POST', '/tags'],
    ['GET', '/things'],
  ])('does not know what %s %s needs', (method, url) => {
    expect(permissionsOf(call(method, url))).toBeUndefined()
  })
})

describe('iotDataPermissions', () => {
  const permissionsOf = iotDataPermissions(account)
  const call = (method: string, url: string): AwsCall => ({
    method,
    url,
    headers: {},
    body: Buffer.alloc(0),
  })

  it.each(['/connections/a%40b', '/connections/a%40b?cleanSession=true'])(
    'needs to disconnect the client of %s',
    (url) => {
      expect(permissionsOf(call('DELETE', url))).toEqual([
        {
          action: 'iot:DeleteConnection',
          resource: 'arn:aws:iot:eu-west-1:111122223333:client/a@b',
        },
      ])
    },
  )

  it.each([
    ['POST', '/topics/a'],
    ['GET', '/connections/a'],
    ['DELETE', '/connections/'],
  ])('does not know what %s %s needs', (method, url) => {
    expect(permissionsOf(call(method, url))).toBeUndefined()
  })
})
