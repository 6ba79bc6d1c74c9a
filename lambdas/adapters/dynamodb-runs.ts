import { randomUUID } from 'node:crypto'
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'
import type { RunRequest, Runs } from '../../domain/inventory/ports.ts'
import {
  deadlineOf,
  isOver,
  type RegisteredRun,
  startedRun,
} from '../../domain/inventory/registered-run.ts'
import type { RunNumber } from '../../domain/inventory/stored-sim.ts'
import { countOf } from './attributes.ts'
import type { Item } from './batch-get.ts'
import { callStore } from './store-errors.ts'

/** The one item that counts runs: `active` says by id who has not ended, `numbers` in which order they came. */
const KEY = { id: { S: 'runs' } }

const NAMES = { '#counter': 'counter', '#active': 'active', '#numbers': 'numbers' }

const whole = (value: AttributeValue | undefined, name: string): number => {
  const count = countOf(value)
  if (count !== undefined && !Number.isNaN(count)) return count
  throw new DomainError('STORE_CORRUPT', `expected ${name} of a run to be a whole number`)
}

const registeredIn = (item: Item | undefined): ReadonlyMap<string, RegisteredRun> =>
  new Map(
    Object.entries(item?.active?.M ?? {}).map(([id, { M: entry }]) => [
      id,
      {
        number: whole(item?.numbers?.M?.[id], 'the number'),
        deadline: whole(entry?.deadline, 'the deadline'),
      },
    ]),
  )

const isMissingPath = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'ValidationException' &&
  /document path/.test(error.message)

/** One write draws the number and registers it, so that no later run can miss an earlier one. */
const registration = (table: string, id: string, { source }: RunRequest, deadline: number) =>
  new UpdateItemCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression:
      'SET #counter = if_not_exists(#counter, :zero) + :one, #active.#id = :entry, ' +
      '#numbers.#id = if_not_exists(#counter, :zero) + :one',
    ExpressionAttributeNames: { ...NAMES, '#id': id },
    ExpressionAttributeValues: {
      ':zero': { N: '0' },
      ':one': { N: '1' },
      ':entry': { M: { source: { S: source }, deadline: { N: String(deadline) } } },
    },
    ReturnValues: 'ALL_NEW',
  })

/** A path into a map that is not there cannot be written: once in a table's life it is made. */
const emptyMaps = (table: string) =>
  new UpdateItemCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression:
      'SET #active = if_not_exists(#active, :active), #numbers = if_not_exists(#numbers, :numbers)',
    ExpressionAttributeNames: { '#active': 'active', '#numbers': 'numbers' },
    ExpressionAttributeValues: { ':active': { M: {} }, ':numbers': { M: {} } },
  })

const removal = (table: string, ids: readonly string[]) => {
  const paths = ids.flatMap((_, index) => [`#active.#id${index}`, `#numbers.#id${index}`])
  const names = ids.map((id, index): [string, string] => [`#id${index}`, id])
  return new UpdateItemCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression: `REMOVE ${paths.join(', ')}`,
    ExpressionAttributeNames: {
      '#active': 'active',
      '#numbers': 'numbers',
      ...Object.fromEntries(names),
    },
  })
}

/** How many entries one update takes away: its expression may have 4 KB. */
const REMOVED_AT_ONCE = 50

/** An entry has about 110 bytes and an item may have 400 KB: room is left for those that start now. */
const MOST_REGISTERED = 3000

/** Those that are over, the oldest first, as many as fit; the rest is for the next run. */
const oversIn = (registered: ReadonlyMap<string, RegisteredRun>, now: number): readonly string[] =>
  [...registered]
    .filter(([, run]) => isOver(run, now))
    .sort(([, one], [, other]) => one.number - other.number)
    .slice(0, REMOVED_AT_ONCE)
    .map(([id]) => id)

/** @throws DomainError TOO_MANY_RUNS */
const refuseCrowd = (registered: number): void => {
  if (registered < MOST_REGISTERED) return
  throw new DomainError(
    'TOO_MANY_RUNS',
    `expected fewer than ${MOST_REGISTERED} runs that have not ended, got ${registered}`,
  )
}

/**
 * Runs, counted and registered in one item of their table.
 *
 * @param now asked after an answer of the client only
 */
export const dynamoDbRuns = (client: DynamoDBClient, table: string, now: () => number): Runs => {
  /** Of the runs that were started here, by number: an attempt to register that came late has given its entry another. */
  const ids = new Map<RunNumber, string>()
  const update = (command: UpdateItemCommand) =>
    callStore('dynamodb:UpdateItem', () => client.send(command))
  const register = async (command: UpdateItemCommand) => {
    try {
      return await update(command)
    } catch (error) {
      if (!isMissingPath(error)) throw error
      await update(emptyMaps(table))
      return update(command)
    }
  }
  /** Runs that crash never come to their end, so it is their successors that forget them. */
  const tidyUp = async (): Promise<void> => {
    const { Item } = await callStore('dynamodb:GetItem', () =>
      client.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true })),
    )
    const registered = registeredIn(Item)
    const overs = oversIn(registered, now())
    if (overs.length > 0) await update(removal(table, overs))
    refuseCrowd(registered.size - overs.length)
  }
  return {
    start: async (request) => {
      await tidyUp()
      const id = randomUUID()
      const startedAt = now()
      const deadline = deadlineOf(request, startedAt)
      const { Attributes } = await register(registration(table, id, request, deadline))
      const registered = registeredIn(Attributes)
      const number = whole(Attributes?.numbers?.M?.[id], 'the number')
      ids.set(number, id)
      return startedRun(
        { number, source: request.source, deadline },
        [...registered.values()],
        startedAt,
      )
    },
    end: async ({ number }) => {
      const id = ids.get(number)
      if (id === undefined) return
      await update(removal(table, [id]))
      ids.delete(number)
    },
  }
}
