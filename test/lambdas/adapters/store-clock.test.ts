import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { storeClock } from '../../../lambdas/adapters/store-clock.ts'

const TRUE_TIME = Date.UTC(2026, 10, 22, 12, 0, 0, 400)
const DAY_MS = 86_400_000
const ask = new GetItemCommand({ TableName: 'table', Key: { id: { S: 'id' } } })

/** DynamoDB whose clock stands, or that does not tell its time; this machine's clock is off, and a call takes a while. */
const setUp = async (off: number, { status = 200, date = true, tripMs = 40 } = {}) => {
  const local = { now: TRUE_TIME + off }
  const server = createServer((request, response) => {
    request.resume()
    local.now += tripMs
    response.sendDate = false
    if (date) response.setHeader('date', new Date(TRUE_TIME).toUTCString())
    response.statusCode = status
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(status === 200 ? '{}' : '{"__type":"ConditionalCheckFailedException"}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  onTestFinished(() => {
    client.destroy()
    server.closeAllConnections()
    server.close()
  })
  const now = storeClock(client, () => local.now)
  const call = async () => {
    await client.send(ask).catch(() => {})
    local.now -= tripMs
  }
  return { local, now, call }
}

describe('storeClock', () => {
  it.each([-8 * DAY_MS, -600_000, -2000, 3000, 3 * DAY_MS, 365 * DAY_MS])(
    'puts a clock right that is %d ms off, to the second',
    async (off) => {
      const { now, call } = await setUp(off)
      await call()

      expect(Math.abs(now() - TRUE_TIME)).toBeLessThanOrEqual(1000)
    },
  )

  it('leaves a clock alone that may be right', async () => {
    const { local, now, call } = await setUp(0)
    await call()

    expect(now()).toBe(local.now)
  })

  it('learns from refusals too', async () => {
    const { now, call } = await setUp(3 * DAY_MS, { status: 400 })
    await call()

    expect(Math.abs(now() - TRUE_TIME)).toBeLessThanOrEqual(1000)
  })

  it('does not take a slow answer for a clock that is ahead, nor forget what a fast one said', async () => {
    const slow = await setUp(0, { tripMs: 15_000 })
    await slow.call()
    expect(slow.now()).toBe(slow.local.now)

    const { local, now, call } = await setUp(10_000)
    await call()
    const before = now()
    local.now -= 10_000
    await call()

    expect(Math.abs(before - TRUE_TIME)).toBeLessThanOrEqual(1000)
    expect(Math.abs(now() - TRUE_TIME)).toBeLessThanOrEqual(1000)
  })

  it('is this machine’s clock before the first answer, and where answers have no date', async () => {
    const { local, now, call } = await setUp(DAY_MS, { date: false })
    expect(now()).toBe(local.now)

    await call()
    expect(now()).toBe(local.now)
  })
})
