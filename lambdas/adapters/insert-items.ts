import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import DataLoader from 'dataloader'
import pRetry, { type Options } from 'p-retry'
import { DomainError } from '../../domain/errors.ts'
import { isRefusal, StatementError } from './is-refusal.ts'
import { callStore, isPassing } from './store-errors.ts'

export interface Insertion {
  readonly table: string
  /** With its key. */
  readonly item: Readonly<Record<string, AttributeValue>>
}

/**
 * What became of an insertion; `taken` where its key has an item already, which may be its own if an earlier attempt
 * got no answer (`isRepeated`).
 */
export type Inserted =
  | { readonly as: 'new' }
  | { readonly as: 'taken'; readonly isRepeated: boolean }

/** @throws DomainError STORE_UNAVAILABLE */
export type InsertItem = (insertion: Insertion) => Promise<Inserted>

/** The most that BatchExecuteStatement takes. */
const BATCH = 25
const TAKEN = new Set<string | undefined>(['DuplicateItem', 'ConditionalCheckFailed'])
/**
 * For faults of one statement, which the SDK does not see: about as patient as the SDK is with a call, because a table that
 * grows throttles for a while. Milliseconds; those throttled together do not come back together.
 */
const RETRY = { retries: 11, minTimeout: 50, maxTimeout: 10_000, randomize: true }

interface Answer {
  readonly error?: BatchStatementError
  /** Of the call, by the SDK. */
  readonly attempts: number
}

/** PartiQL's INSERT never writes over an item: that is its condition. */
const statementOf = ({ table, item }: Insertion) => {
  const names = Object.keys(item).map((name) => `'${name}': ?`)
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names.join(', ')}}`,
    Parameters: Object.values(item),
  }
}

const insertBatch = async (
  client: DynamoDBClient,
  batch: readonly Insertion[],
): Promise<readonly Answer[]> => {
  const { Responses = [], $metadata } = await callStore('dynamodb:BatchExecuteStatement', () =>
    client.send(new BatchExecuteStatementCommand({ Statements: batch.map(statementOf) })),
  )
  const attempts = $metadata.attempts ?? 1
  return batch.map((_, index) => {
    const { Error: error } = Responses[index] ?? { Error: { Code: 'InternalServerError' } }
    return { error, attempts }
  })
}

/** The last try was refused; one before it may have written. */
const unsure = (cause: unknown): DomainError =>
  new DomainError(
    'STORE_UNAVAILABLE',
    'expected an answer from dynamodb:BatchExecuteStatement to each try of an item, got one without',
    { cause: new Error('the last of several tries was refused', { cause }) },
  )

/**
 * Writes new items, 25 a call: what is asked for at the same time goes out together, and each is answered for itself.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export const insertItems = (client: DynamoDBClient, retry: Options = RETRY): InsertItem => {
  const batches = new DataLoader<Insertion, Answer>((batch) => insertBatch(client, batch), {
    cache: false,
    maxBatchSize: BATCH,
  })
  return async (insertion) => {
    let mayBeWritten = false
    const tryOnce = async (tries: number): Promise<Inserted> => {
      const { error, attempts } = await batches.load(insertion)
      if (error === undefined) return { as: 'new' }
      if (TAKEN.has(error.Code)) return { as: 'taken', isRepeated: tries > 1 || attempts > 1 }
      const failure = new StatementError(error)
      mayBeWritten ||= attempts > 1 || !isRefusal(failure)
      throw failure
    }
    try {
      return await callStore('dynamodb:BatchExecuteStatement', () =>
        pRetry(tryOnce, { ...retry, shouldRetry: ({ error }) => isPassing(error) }),
      )
    } catch (error) {
      throw mayBeWritten && isRefusal(error) ? unsure(error) : error
    }
  }
}
