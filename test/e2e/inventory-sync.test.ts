import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anApiSim, CREDENTIALS, startOperatorApi } from '../support/operator-api.ts'
import { deploymentAt } from './support/deployment.ts'
import { type LocalStack, startLocalStack, temporaryDirectory } from './support/local-stack.ts'
import { startSimsAt } from './support/run-sims.ts'

const SECRET = 'operator/1nce-a1B2c3'
const inventory = (baseUrl: string) =>
  JSON.stringify({
    kind: '1nce',
    baseUrl,
    credentialsSecretArn: `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${SECRET}`,
    maxShrinkShare: 0.2,
    everyMinutes: 1440,
  })

const ADDRESSES = Array.from({ length: 20 }, (_, index) => `127.77.0.${index + 1}`)
/** The demo inventory has the first ones. */
const FIRST_NUMBER = 100
const sims = ADDRESSES.map((ip_address, index) => anApiSim(FIRST_NUMBER + index, { ip_address }))
const iccidOf = (index: number): string => String(sims[index]?.iccid)

let api: Awaited<ReturnType<typeof startOperatorApi>>
let dir: string
let stack: LocalStack
let deployment: ReturnType<typeof deploymentAt>

beforeAll(async () => {
  api = await startOperatorApi(sims)
  dir = temporaryDirectory()
  mkdirSync(join(dir, 'secrets', 'operator'), { recursive: true })
  writeFileSync(join(dir, 'secrets', SECRET), JSON.stringify(CREDENTIALS))
  const started = await startLocalStack(dir, [
    ...['-c', `inventory=${inventory(api.url)}`],
    ...['-c', 'notifications={"email":"ops@example.com"}'],
  ])
  stack = started
  deployment = deploymentAt(started.endpoints)
})

afterAll(async () => {
  deployment.close()
  await stack.interrupt()
  await api.close()
  rmSync(dir, { recursive: true })
})

/** `npm run sims -- sync`. */
const runSync = (...args: readonly string[]) => startSimsAt(dir, 'sync', ...args).exited

/** One test begins where the one before it ended, as days of an operator do. */
describe('the inventory sync of a local stack', () => {
  const lines = (): string[] => stack.output().split('\n')
  const line = (...words: string[]) =>
    expect.poll(() => lines().some((one) => words.every((word) => one.includes(word)))).toBe(true)

  it('lets the SIMs of the inventory in', async () => {
    const before = await deployment.ask(ADDRESSES[1] ?? '')

    const report = await deployment.synchronize()
    const after = await deployment.ask(ADDRESSES[1] ?? '')

    expect(before.status).toBe(404)
    expect(report).toMatchObject({ outcome: 'applied', source: '1nce', counts: { added: 20 } })
    expect(JSON.parse(after.body)).toMatchObject({ clientId: iccidOf(1) })
    await line('event', 'SIM Added', iccidOf(1), ADDRESSES[1] ?? '')
    await line('mailed', 'SIM Changes', 'to ops@example.com', '1nce', 'SIM Added 20')
  })

  it('finds nothing to do the second time', async () => {
    const report = await deployment.synchronize()

    expect(report).toMatchObject({ outcome: 'applied', counts: { unchanged: 20, added: 0 } })
  })

  it('ends the session of a SIM that the operator disables, and mails it', async () => {
    const device = await deployment.connect(await deployment.ask(ADDRESSES[2] ?? ''))
    const closed = new Promise<void>((resolve) => device.once('close', () => resolve()))
    api.sims[2] = { ...sims[2], status: 'Disabled' }

    const report = await deployment.synchronize()
    await closed
    const again = await deployment.ask(ADDRESSES[2] ?? '')

    expect(report).toMatchObject({ outcome: 'applied', counts: { suspended: 1 } })
    expect(again.status).toBe(404)
    await line('event', 'SIM Suspended', iccidOf(2))
    await line('mailed', 'SIM Changes', 'to ops@example.com', 'SIM Suspended 1')
    await line('Disconnect', iccidOf(2))
  }, 60_000)

  it('gives an address to the SIM that has it now', async () => {
    api.sims[3] = { ...sims[3], ip_address: ADDRESSES[4] }
    api.sims[4] = { ...sims[4], ip_address: ADDRESSES[3] }

    await deployment.synchronize()
    const answers = await Promise.all([3, 4].map((n) => deployment.ask(ADDRESSES[n] ?? '')))

    expect(answers.map(({ body }) => JSON.parse(body).clientId)).toEqual([iccidOf(4), iccidOf(3)])
    await line('event', 'SIM Moved', iccidOf(4))
    await line('mailed', 'SIM Changes', 'SIM Moved 2')
  })

  it('applies an inventory that lost most of its SIMs only when somebody confirms it', async () => {
    api.sims.splice(10)

    const held = await runSync('--json')
    const during = await deployment.ask(ADDRESSES[15] ?? '')
    const { run } = JSON.parse(held.stdout)
    const stillHeld = await runSync('--confirm', String(run + 1))
    const confirmed = await runSync('--json', '--confirm', String(run))
    const afterwards = await deployment.ask(ADDRESSES[15] ?? '')

    expect(held.code).toBe(3)
    expect(JSON.parse(held.stdout)).toMatchObject({ outcome: 'held', losses: 10, held: { run } })
    expect(stillHeld.code).toBe(3)
    expect(stillHeld.stdout).toContain(`--confirm ${run}`)
    expect(during.status).toBe(200)
    expect(confirmed.code).toBe(0)
    expect(JSON.parse(confirmed.stdout)).toMatchObject({
      outcome: 'applied',
      counts: { removed: 10 },
    })
    expect(afterwards.status).toBe(404)
    await line('mailed', 'SIM Sync Held', '1nce')
    await line('mailed', 'SIM Changes', 'SIM Removed 10')
  }, 120_000)

  it('mails what one command changes as one mail, and never single SIMs', async () => {
    const suspended = await startSimsAt(dir, 'suspend', iccidOf(5), iccidOf(6)).exited

    expect(suspended.code).toBe(0)
    for (const index of [5, 6]) await line('event', 'SIM Suspended', iccidOf(index))
    await line('mailed', 'SIM Changes', 'operator', 'SIM Suspended 2')
    const mailed = lines().filter((one) => /^\S+ +mailed /.test(one))
    expect(mailed).toHaveLength(6)
    expect(mailed.filter((one) => !/mailed +SIM (Changes|Sync Held) /.test(one))).toEqual([])
  }, 120_000)
})
