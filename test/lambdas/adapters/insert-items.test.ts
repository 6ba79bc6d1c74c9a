import {
  type BatchStatementErrorCodeEnum,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { insertItems } from '../../../lambdas/adapters/insert-items.ts'
import { isRefusal } from '../../../lambdas/adapters/is-refusal.ts'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { reasonOf } from '../../support/refusal.ts'

let aws: LocalAws
let table: string
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
beforeEach(async () => {
  count += 1
  table = await aws.createTable(`sims-${count}`, 'iccid')
})
afterAll(() => aws.close())

const RETRY = { retries: 3, minTimeout: 1 }

const aSim = (number: number, label = 'mine') => ({
  table,
  item: { iccid: { S: `8988280666${1e8 + number}` }, label: { S: label } },
})
const labels = async () => {
  const { Items = [] } = await aws.dynamoDb.send(new ScanCommand({ TableName: table }))
  return Items.map(({ label }) => label?.S)
}

interface Answered {
  readonly Responses: { Error?: { Code: BatchStatementErrorCodeEnum; Message: string } }[]
}

/** A client that tells how many statements each call had, and whose answers can be spoilt on their way. */
const watched = (spoil: (answered: Answered, call: number) => void = () => {}) => {
  const client = new DynamoDBClient({ ...aws.settings, maxAttempts: 2 })
  const calls: number[] = []
  client.middlewareStack.add(
    (next) => async (args) => {
      const { output, response } = await next(args)
      const answered = output as unknown as Answered
      calls.push(answered.Responses.length)
      spoil(answered, calls.length)
      return { output, response }
    },
    { step: 'deserialize', priority: 'high' },
  )
  onTestFinished(() => client.destroy())
  return { insert: insertItems(client, RETRY), calls }
}

const failing =
  (Code: BatchStatementErrorCodeEnum, until = Number.POSITIVE_INFINITY) =>
  ({ Responses }: Answered, call: number): void => {
    if (call <= until) Responses[0] = { Error: { Code, Message: 'not now' } }
  }

describe('insertItems', () => {
  it('sends what is asked for at the same time together, 25 a call', async () => {
    const { insert, calls } = watched()

    const inserted = await Promise.all(Array.from({ length: 60 }, (_, n) => insert(aSim(n))))

    expect(inserted).toEqual(Array.from({ length: 60 }, () => ({ as: 'new' })))
    expect(calls.sort()).toEqual([10, 25, 25])
    expect(await labels()).toHaveLength(60)
  })

  it('answers each for itself, and writes over nothing', async () => {
    const { insert } = watched()
    await insert(aSim(2, 'theirs'))

    const [first, second] = await Promise.all([insert(aSim(1)), insert(aSim(2))])

    expect(first).toEqual({ as: 'new' })
    expect(second).toEqual({ as: 'taken', isRepeated: false })
    expect((await labels()).sort()).toEqual(['mine', 'theirs'])
  })

  it.each([
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'RequestLimitExceeded',
    'TransactionConflict',
    'InternalServerError',
  ] as const)('sends again what failed with %s, and says that it may be its own', async (code) => {
    const { insert, calls } = watched(failing(code, 2))

    expect(await insert(aSim(1))).toEqual({ as: 'taken', isRepeated: true })
    expect(calls).toEqual([1, 1, 1])
  })

  it('takes no answer of a statement for no success', async () => {
    const { insert } = watched(({ Responses }, call) => {
      if (call === 1) Responses.length = 0
    })

    expect(await insert(aSim(1))).toEqual({ as: 'taken', isRepeated: true })
  })

  it('says that the store is unavailable when a statement fails again and again', async () => {
    const { insert, calls } = watched(failing('ThrottlingError'))

    expect(await reasonOf(() => insert(aSim(1)))).toBe('STORE_UNAVAILABLE')
    expect(calls).toHaveLength(1 + RETRY.retries)
  })

  it.each(['AccessDenied', 'ResourceNotFound', 'ValidationError'] as const)(
    'lets %s through, which is our own mistake, without a second try',
    async (code) => {
      const { insert, calls } = watched(failing(code))

      await expect(insert(aSim(1))).rejects.toMatchObject({ name: code, message: 'not now' })
      expect(calls).toHaveLength(1)
    },
  )

  const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
    try {
      return await work
    } catch (error) {
      return error
    }
  }

  it.each(['AccessDenied', 'ValidationError', 'ThrottlingError'] as const)(
    'knows that nothing was written when all that came was %s',
    async (code) => {
      const { insert } = watched(failing(code))

      expect(isRefusal(await failureOf(insert(aSim(1))))).toBe(true)
    },
  )

  it.each([
    ['a fault of the store', failing('InternalServerError')],
    [
      'a refusal after a fault of the store',
      (answered: Answered, call: number) =>
        failing(call === 1 ? 'InternalServerError' : 'AccessDenied')(answered, call),
    ],
  ])('does not know it after %s', async (_, spoil) => {
    const { insert } = watched(spoil)

    const failure = await failureOf(insert(aSim(1)))

    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(isRefusal(failure)).toBe(false)
  })

  it('fails all of a call that fails, as long as it does', async () => {
    const client = new DynamoDBClient({ ...aws.settings, endpoint: 'http://127.0.0.1:1' })
    onTestFinished(() => client.destroy())
    const insert = insertItems(client, RETRY)

    const failures = await Promise.all([1, 2].map((n) => failureOf(insert(aSim(n)))))

    expect(failures).toMatchObject([{ code: 'STORE_UNAVAILABLE' }, { code: 'STORE_UNAVAILABLE' }])
    expect(failures.map(isRefusal)).toEqual([false, false])
  })
})
