import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { inject } from 'vitest'

const { aws, region } = inject('stack')

const settings = {
  endpoint: aws.endpoint,
  region,
  credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
}
const dynamoDb = new DynamoDBClient(settings)
const secretsManager = new SecretsManagerClient(settings)

/** Tables have no physical names, so each is found by its partition key. */
const tableNameByKey = async (): Promise<ReadonlyMap<string | undefined, string>> => {
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand())
  const keyed = TableNames.map(async (TableName) => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }))
    return [Table?.KeySchema?.[0]?.AttributeName, TableName] as const
  })
  return new Map(await Promise.all(keyed))
}

let tableNames: Promise<ReadonlyMap<string | undefined, string>> | undefined

const tableKeyedBy = async (key: string): Promise<string> => {
  tableNames ??= tableNameByKey()
  const name = (await tableNames).get(key)
  if (name === undefined) throw new Error(`expected a table with the key ${key}, got none`)
  return name
}

export interface Sim {
  readonly iccid: string
  readonly address: string
}

/** Says that an address belongs to a SIM. */
export const assignAddress = async ({ address, iccid }: Sim): Promise<void> => {
  const TableName = await tableKeyedBy('address')
  const Item = { address: { S: address }, iccid: { S: iccid } }
  await dynamoDb.send(new PutItemCommand({ TableName, Item }))
}

/** Puts an active SIM and its address into the inventory. */
export const putSim = async (sim: Sim): Promise<void> => {
  const TableName = await tableKeyedBy('iccid')
  const Item = {
    iccid: { S: sim.iccid },
    address: { S: sim.address },
    status: { S: 'active' },
  }
  await dynamoDb.send(new PutItemCommand({ TableName, Item }))
  await assignAddress(sim)
}

/** Suspends or resumes a SIM. */
export const setStatus = async ({ iccid }: Sim, status: 'active' | 'suspended'): Promise<void> => {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: await tableKeyedBy('iccid'),
      Key: { iccid: { S: iccid } },
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': { S: status } },
    }),
  )
}

/** Revokes the tokens of a SIM that were issued before a time, given in epoch seconds. */
export const revokeTokensBefore = async ({ iccid }: Sim, seconds: number): Promise<void> => {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: await tableKeyedBy('iccid'),
      Key: { iccid: { S: iccid } },
      UpdateExpression: 'SET tokensValidFrom = :seconds',
      ExpressionAttributeValues: { ':seconds': { N: String(seconds) } },
    }),
  )
}

export interface StoredKey {
  readonly kid: string
  /** PKCS#8 PEM. */
  readonly privateKey: string
}

export interface StoredKeys {
  readonly token: StoredKey
  readonly iotCore: StoredKey
}

const isSigningKeys = (text: string | undefined): text is string =>
  text?.includes('privateKey') === true

/** The private signing keys, which no device and no authorizer ever sees. */
export const readSigningKeys = async (): Promise<StoredKeys> => {
  const { SecretList = [] } = await secretsManager.send(new ListSecretsCommand())
  for (const { ARN } of SecretList) {
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: ARN }))
    if (isSigningKeys(SecretString)) return JSON.parse(SecretString)
  }
  throw new Error(`expected a secret with signing keys, got ${SecretList.length} others`)
}

/** The published half of a signing key, as anybody could come to know it: SPKI PEM. */
export const readPublicKey = async (kid: string): Promise<string> => {
  const TableName = await tableKeyedBy('kid')
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName }))
  const pem = Items.find((item) => item.kid?.S === kid)?.publicKey?.S
  if (pem === undefined) throw new Error(`expected a public key ${kid}, got none`)
  return pem
}
