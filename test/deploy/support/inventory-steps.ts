import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { ListSubscriptionsByTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import type { DeployedAws } from './deployed-aws.ts'
import type { Deployment } from './deployment.ts'
import { askForPass, connect, onboard, type Pass, publishWithMosquitto } from './device.ts'
import { type ListedSim, listedSims, toCsv } from './listed-sims.ts'
import { writeInventory } from './operators-inventory.ts'
import { jsonLines, runSims } from './sims.ts'
import { subscribeToTopic, type TopicSubscriber } from './topic-subscriber.ts'

/** Those of the file in S3. */
const LISTED = listedSims(11, 10)
const [DISABLED, ...KEPT] = LISTED.slice(0, 5) as [ListedSim, ...ListedSim[]]
const GONE = LISTED.slice(5)
/** Those of a file that the operator imports. */
const IMPORTED = listedSims(101, 4)
const [SUSPENDED, REVOKED, REMOVED, MOVED] = IMPORTED as [
  ...[ListedSim, ListedSim],
  ...[ListedSim, ListedSim],
]
const STRANGER = { address: '10.64.99.1' }

/** What the operator is mailed of all the steps. */
const TOLD: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['SIM Changes', { source: 's3-csv', counts: { 'SIM Added': LISTED.length } }],
  ['SIM Sync Held', { source: 's3-csv', reason: 'SYNC_HELD' }],
  ['SIM Changes', { source: 's3-csv', counts: { 'SIM Suspended': 1, 'SIM Removed': GONE.length } }],
  ['SIM Changes', { source: 'import', counts: { 'SIM Added': IMPORTED.length } }],
  ...(
    [
      { ...SUSPENDED, type: 'SIM Suspended' },
      { ...REVOKED, type: 'SIM Tokens Revoked' },
      { ...REMOVED, type: 'SIM Removed' },
      { ...SUSPENDED, type: 'SIM Resumed' },
      { ...MOVED, type: 'SIM Moved', previousAddress: MOVED.address, address: REMOVED.address },
    ] as const
  ).map(
    (sim) =>
      ['SIM Changes', { source: 'operator', counts: { [sim.type]: 1 }, sims: [sim] }] as const,
  ),
]

/** What an operator does and sees. */
const operatorOf = ({ deployment, aws }: { deployment: Deployment; aws: DeployedAws }) => ({
  run: (...args: readonly string[]) => runSims(deployment, ...args),
  /** Status codes of onboarding. */
  statusesOf: (sims: readonly { readonly address: string }[]) =>
    Promise.all(sims.map(async ({ address }) => (await askForPass(deployment, address)).status)),
  onboard: ({ address }: { readonly address: string }) => onboard(deployment, address),
  isAdmitted: async (pass: Pass) =>
    (await publishWithMosquitto(deployment, pass, `${pass.clientId}/test`, 'hello')).code === 0,
  /** A device of this SIM, connected until its test is over. */
  connectDevice: async ({ address }: ListedSim) => {
    const pass = await onboard(deployment, address)
    const session = await connect(deployment, pass)
    onTestFinished(() => {
      session.end(true)
    })
    const closed = new Promise<void>((resolve) => session.once('close', () => resolve()))
    return { pass, closed }
  },
  /** All that is stored of SIMs. */
  items: () =>
    Promise.all(
      ['SimsTableName', 'SimAddressesTableName'].map(async (name) => {
        const TableName = deployment.output(name)
        return (await aws.dynamoDb.send(new ScanCommand({ TableName }))).Items
      }),
    ),
})

/** The steps of a day with an inventory in S3; each needs the ones before it. */
export const inventorySteps = (here: () => { deployment: Deployment; aws: DeployedAws }): void => {
  let subscriber: TopicSubscriber
  afterAll(() => subscriber?.close())

  it('has a topic for the mailbox of the operator', async () => {
    const { sns } = here().aws
    const { Topics = [] } = await sns.send(new ListTopicsCommand())
    const TopicArn = Topics[0]?.TopicArn ?? ''

    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))

    expect(Topics).toHaveLength(1)
    expect(Subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'sims@example.com' }])
    subscriber = await subscribeToTopic(here().aws, TopicArn)
  })

  it('lets the SIMs of the file in S3 in, and no others', async () => {
    const { run, statusesOf, onboard } = operatorOf(here())
    await writeInventory(here().aws, LISTED)
    const before = await statusesOf([DISABLED])

    const synced = await run('sync', '--json')

    const counts = { added: LISTED.length }
    expect(jsonLines(synced)).toMatchObject([{ outcome: 'applied', source: 's3-csv', counts }])
    const passes = await Promise.all(LISTED.map(onboard))
    expect(passes.map(({ clientId }) => clientId)).toEqual(LISTED.map(({ iccid }) => iccid))
    expect([...before, ...(await statusesOf([STRANGER]))]).toEqual([404, 404])
  })

  it('writes nothing when the file did not change', async () => {
    const { run, items } = operatorOf(here())
    const before = await items()

    const synced = await run('sync', '--json')

    const counts = { unchanged: LISTED.length, added: 0, rewritten: 0 }
    expect(jsonLines(synced)).toMatchObject([{ outcome: 'applied', counts }])
    expect(await items()).toEqual(before)
  })

  it('refuses and disconnects most of the SIMs only once that is confirmed', async () => {
    const { run, items, statusesOf, connectDevice, isAdmitted } = operatorOf(here())
    const before = await items()
    const { pass, closed } = await connectDevice(DISABLED)
    await writeInventory(here().aws, [{ ...DISABLED, status: 'disabled' }, ...KEPT])

    const held = await run('sync', '--json')
    const [report] = jsonLines(held)
    const during = { items: await items(), statuses: await statusesOf(GONE) }
    const confirmed = await run('sync', '--json', '--confirm', String(report?.run))
    await closed

    expect([held.code, confirmed.code]).toEqual([3, 0])
    expect(report).toMatchObject({ outcome: 'held', losses: 1 + GONE.length })
    expect(during).toEqual({ items: before, statuses: GONE.map(() => 200) })
    const counts = { suspended: 1, removed: GONE.length }
    expect(jsonLines(confirmed)).toMatchObject([{ outcome: 'applied', counts }])
    expect(await statusesOf([DISABLED, ...GONE])).toEqual([404, ...GONE.map(() => 404)])
    expect(await isAdmitted(pass)).toBe(false)
  })

  it('takes over a file that the operator imports', async () => {
    const { run, statusesOf } = operatorOf(here())
    const file = join(here().deployment.directory, 'sims.csv')
    writeFileSync(file, `${toCsv(IMPORTED)}8.98828E+18,10.64.0.99,\n`)

    const imported = await run('import', file, '--json')
    const again = await run('import', file, '--json')

    expect([imported.code, again.code]).toEqual([3, 3])
    expect(jsonLines(imported)).toMatchObject([{ added: IMPORTED.length, problemCount: 1 }])
    expect(jsonLines(again)).toMatchObject([{ added: 0, unchanged: IMPORTED.length }])
    expect(await statusesOf(IMPORTED)).toEqual(IMPORTED.map(() => 200))
  })

  it('refuses and disconnects whom the operator suspends, revokes or removes', async () => {
    const { run, statusesOf, connectDevice, isAdmitted, onboard } = operatorOf(here())
    const devices = await Promise.all([SUSPENDED, REVOKED, REMOVED].map(connectDevice))
    const passes = devices.map(({ pass }) => pass)
    const areAdmitted = () => Promise.all(passes.map(isAdmitted))

    // Each waits for 6 s before it disconnects once more.
    const exits = await Promise.all([
      run('suspend', SUSPENDED.iccid),
      run('revoke', REVOKED.iccid),
      run('remove', REMOVED.iccid, '--yes'),
    ])
    await Promise.all(devices.map(({ closed }) => closed))

    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(await statusesOf([SUSPENDED, REVOKED, REMOVED])).toEqual([404, 200, 404])
    expect(await areAdmitted()).toEqual([false, false, false])
    expect(await isAdmitted(await onboard(REVOKED))).toBe(true)
    expect((await run('resume', SUSPENDED.iccid)).code).toBe(0)
    expect(await areAdmitted()).toEqual([true, false, false])
  })

  it('gives a SIM the address that the operator moves it to', async () => {
    const { run, statusesOf, isAdmitted, onboard } = operatorOf(here())

    const moved = await run('move', MOVED.iccid, REMOVED.address)

    expect(moved.code).toBe(0)
    expect(await statusesOf([MOVED])).toEqual([404])
    const pass = await onboard(REMOVED)
    expect(pass.clientId).toBe(MOVED.iccid)
    expect(await isAdmitted(pass)).toBe(true)
  })

  it('shows the operator what it has', async () => {
    const { run } = operatorOf(here())

    const [listed, shown, exported] = await Promise.all([
      run('list', '--source', 'import', '--status', 'active', '--json'),
      run('show', REMOVED.address, '--json'),
      run('export'),
    ])

    const iccids = [SUSPENDED, REVOKED, MOVED].map(({ iccid }) => iccid)
    expect(jsonLines(listed).map(({ iccid }) => iccid)).toEqual(expect.arrayContaining(iccids))
    expect(jsonLines(listed)).toHaveLength(iccids.length)
    expect(jsonLines(shown)).toMatchObject([{ iccid: MOVED.iccid, addressNames: MOVED.iccid }])
    expect(exported.stdout.split('\n')).toEqual(
      expect.arrayContaining([
        `${DISABLED.iccid},${DISABLED.address},,,,suspended`,
        `${MOVED.iccid},${REMOVED.address},,,,active`,
      ]),
    )
    expect(exported.stdout).not.toContain(REMOVED.iccid)
  })

  it('has told the sum of each step, and no single SIM', async () => {
    await expect.poll(() => subscriber.messages).toHaveLength(TOLD.length)

    const deployment = 'simpass-trial-identity'
    const expected = TOLD.map(([type, detail]) => ({
      ...{ source: 'simpass', 'detail-type': type },
      detail: expect.objectContaining({ version: '1', deployment, ...detail }),
    }))
    expect(subscriber.messages).toEqual(
      expect.arrayContaining(expected.map((event) => expect.objectContaining(event))),
    )
  })
}
