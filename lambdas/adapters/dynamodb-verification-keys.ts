import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { importSPKI } from 'jose'
import { DomainError } from '../../domain/errors.ts'
import {
  isTokenAlgorithm,
  type KeyId,
  type VerificationKey,
  type VerificationKeys,
} from '../../domain/token-key.ts'
import { type CacheSettings, createCached } from './cached.ts'
import { callStore } from './store-errors.ts'

const load = async (
  client: DynamoDBClient,
  table: string,
  kid: KeyId,
): Promise<VerificationKey | undefined> => {
  const { Item } = await callStore('dynamodb:GetItem', () =>
    client.send(new GetItemCommand({ TableName: table, Key: { kid: { S: kid } } })),
  )
  if (Item === undefined || Item.status?.S !== 'live') return undefined
  const alg = Item.alg?.S
  const publicKey = Item.publicKey?.S
  if (!isTokenAlgorithm(alg) || publicKey === undefined) {
    throw new DomainError('STORE_CORRUPT', `expected alg and publicKey of ${kid} in ${table}`)
  }
  return { kid, alg, publicKey: await importSPKI(publicKey, alg) }
}

/** Live public keys by kid, kept for the stated time: so long a retired key may still be believed. */
export const dynamoDbVerificationKeys = (
  client: DynamoDBClient,
  table: string,
  cache: CacheSettings,
): VerificationKeys => ({
  find: createCached((kid: KeyId) => load(client, table, kid), cache),
})
