import { rmSync } from 'node:fs'
import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dynamoDbSyncReports } from '../../lambdas/adapters/dynamodb-sync-reports.ts'
import { seedInventory } from '../../local/demo-inventory.ts'
import { anApiSim, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { type Inventory, takeInventory } from './support/account-inventory.ts'
import { createDeployedAws, type DeployedAws } from './support/deployed-aws.ts'
import { type Deployment, ENVIRONMENT, startDeployment } from './support/deployment.ts'
import {
  askForPass,
  connect,
  onboard,
  type Pass,
  publishWithMosquitto,
  watch,
} from './support/device.ts'
import { inventorySteps } from './support/inventory-steps.ts'
import { writeNextRelease } from './support/next-release.ts'
import { addOperatorsOwn, FROM_S3, fromApi } from './support/operators-inventory.ts'
import { requirePrograms } from './support/programs.ts'
import { readKeys, rotateKeys } from './support/signing-keys.ts'
import { tearDown } from './support/tear-down.ts'

const programs = requirePrograms(Boolean(process.env.CI))

const SIM = { iccid: '8988280666000000001', address: '10.20.30.40' }
const OTHER_SIM = { iccid: '8988280666000000002', address: '10.20.30.41' }
/** Of the inventory that the next release reads. */
const API_SIM = anApiSim(1001, { ip_address: '10.65.0.1' })
const TOPIC = `${SIM.iccid}/test`
const STACKS = ['simpass-trial-identity', 'simpass-trial-authorizer', 'simpass-trial-onboarding']

const claims = z.object({ iat: z.number(), exp: z.number() })

/** In seconds. Both layouts have header and payload of the JWT in this parameter. */
const lifetimeOf = ({ username }: Pass): number => {
  const token = new URLSearchParams(username.split('?')[1]).get('token')
  const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()
  const { iat, exp } = claims.parse(JSON.parse(payload))
  return exp - iat
}

// Each step needs the ones before it: the first failure ends the run.
describe.skipIf(programs === undefined)('a deployment by the CDK CLI', () => {
  let deployment: Deployment
  let aws: DeployedAws
  let emptyAccount: Inventory
  let session: MqttClient
  let credentialsSecretArn: string
  let api: OperatorApi
  const issued: Pass[] = []
  let isOver = false

  const inventory = () => takeInventory(aws)
  const keys = () => readKeys(aws, deployment.output('AuthorizerName'))
  const expectPublished = async (pass: Pass, message: string) => {
    const next = (await watch(deployment))(TOPIC)

    const { code, stderr } = await publishWithMosquitto(deployment, pass, TOPIC, message)

    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(await next).toBe(message)
  }

  beforeAll(async () => {
    deployment = await startDeployment(programs ?? '', {
      inventory: FROM_S3,
      notifications: '{"email":"sims@example.com"}',
    })
    aws = createDeployedAws(deployment.emulator.endpointUrl, deployment.iotCore.endpointUrl)
    credentialsSecretArn = await addOperatorsOwn(aws)
    api = await startOperatorApi([API_SIM])
  })
  afterAll(async () => {
    session?.end(true)
    await deployment.stop()
    await api.close()
    // After a failure what everybody printed is worth reading.
    if (isOver) rmSync(deployment.directory, { recursive: true })
  })

  it('bootstraps the account', async () => {
    await deployment.cdk(['bootstrap', ENVIRONMENT])

    emptyAccount = await inventory()
    expect(emptyAccount.stacks).toEqual(['CDKToolkit'])
  })

  it('deploys all stacks', async () => {
    await deployment.deploy()

    const { stacks, authorizers } = await inventory()
    expect(stacks).toEqual(expect.arrayContaining(STACKS))
    expect(authorizers).toEqual(['simpass-trial'])
  })

  it('gives passes to a SIM of the inventory, and to no other caller', async () => {
    const tables = {
      sims: deployment.output('SimsTableName'),
      simAddresses: deployment.output('SimAddressesTableName'),
    }
    await seedInventory(aws.dynamoDb, tables, [SIM])

    issued.push(await onboard(deployment, SIM.address))
    issued.push(await onboard(deployment, SIM.address, 'compact'))

    expect(issued.map(({ clientId }) => clientId)).toEqual([SIM.iccid, SIM.iccid])
    expect((await askForPass(deployment, OTHER_SIM.address)).status).toBe(404)
  })

  it('admits the SIM with mosquitto', async () => {
    for (const pass of issued) await expectPublished(pass, `a pass of ${pass.username.length}`)
  })

  it('refuses the SIM the client id of another, with mosquitto', async () => {
    const [pass] = issued
    if (pass === undefined) throw new Error('expected a pass, got none')

    const { code, stderr } = await publishWithMosquitto(
      deployment,
      { ...pass, clientId: OTHER_SIM.iccid },
      TOPIC,
      'hello',
    )

    expect(stderr).toMatch(/not authorised/i)
    expect(code).not.toBe(0)
    expect(deployment.iotCore.decisions.at(-1)).toMatchObject({ reason: 'NOT_AUTHENTICATED' })
  })

  it.each([
    [
      'authorizerName',
      { authorizerName: 'another' },
      /authorizerName: expected simpass-trial, which devices send, got another/,
    ],
    [
      'tokenIssuer and tokenAudience',
      { tokenIssuer: 'simpass', tokenAudience: 'devices' },
      /tokenIssuer: expected none, got "simpass"; tokenAudience: expected none, got "devices"/,
    ],
  ])(
    'refuses another %s, says what to do instead, and changes nothing',
    async (name, context, message) => {
      const before = { inventory: await inventory(), keys: await keys() }

      const refused = deployment.deploy({ context })

      await expect(refused).rejects.toThrow(message)
      await expect(refused).rejects.toThrow(/deploy another stage with it/)
      expect({ inventory: await inventory(), keys: await keys() }).toEqual(before)
      for (const pass of issued) await expectPublished(pass, `in spite of ${name}`)
      await expectPublished(await onboard(deployment, SIM.address), `${name} is as it was`)
      const output = await deployment.deploy()
      for (const stack of STACKS) expect(output).toContain(`${stack} (no changes)`)
    },
  )

  it('admits the SIM with MQTT.js', async () => {
    const next = (await watch(deployment))(TOPIC)
    session = await connect(deployment, await onboard(deployment, SIM.address))

    await session.publishAsync(TOPIC, 'a session', { qos: 1 })

    expect(await next).toBe('a session')
  })

  it('changes nothing when it is deployed again', async () => {
    const before = await inventory()

    const output = await deployment.deploy()

    for (const stack of STACKS) expect(output).toContain(`${stack} (no changes)`)
    expect(await inventory()).toEqual(before)
  })

  describe('its inventory', () => inventorySteps(() => ({ deployment, aws })))

  it('signs with rotated keys', async () => {
    const { secret } = await keys()

    await rotateKeys(aws, deployment.output('AuthorizerName'))

    expect((await keys()).secret?.token.kid).not.toBe(secret?.token.kid)
    expect((await keys()).published).toHaveLength(4)
  })

  it('updates to the next release and to other settings', async () => {
    const before = await keys()

    const output = await deployment.deploy({
      app: writeNextRelease(deployment.directory),
      context: {
        tokenLifetimeSeconds: '3600',
        refreshAfterSeconds: '600',
        inventory: fromApi(api.url, credentialsSecretArn),
      },
    })

    for (const stack of STACKS) expect(output).toContain(`✅  ${stack}\n`)
    for (const type of ['SigningKeys', 'IotAuthorizer'])
      expect(output).toMatch(new RegExp(`UPDATE_COMPLETE +\\| Custom::${type}`))
    expect(await keys()).toEqual(before)
  })

  it('goes on with the session that was open all the time', async () => {
    const next = (await watch(deployment))(TOPIC)

    await session.publishAsync(TOPIC, 'the same session', { qos: 1 })

    expect(await next).toBe('the same session')
  })

  it('admits the SIM with every pass that was issued before and with a new one', async () => {
    issued.push(await onboard(deployment, SIM.address))

    expect(issued.map(lifetimeOf)).toEqual([86_400, 86_400, 3600])
    for (const pass of issued) await expectPublished(pass, `still a pass of ${lifetimeOf(pass)}`)
  })

  it('has read the inventory of its new settings, as the schedule has it', async () => {
    const runs = deployment.output('InventoryRunsTableName')

    // The emulator counts the minute from when it made the rule, so it is over.
    const lastReport = async () =>
      (await dynamoDbSyncReports(aws.dynamoDb, runs).last('1nce')).report
    await expect
      .poll(lastReport, { timeout: 90_000 })
      .toMatchObject({ outcome: 'applied', counts: { listed: 1 } })

    const { clientId } = await onboard(deployment, String(API_SIM.ip_address))
    expect(clientId).toBe(API_SIM.iccid)
  })

  it('is removed without a trace', async () => {
    await tearDown(deployment)

    const { roles, apiLoggingRoles, ...rest } = await inventory()
    const { roles: rolesBefore = [], apiLoggingRoles: _, ...restBefore } = emptyAccount
    expect(rest).toEqual(restBefore)
    // docs/decisions/0008: other APIs of the account may be logging through it by then.
    expect(apiLoggingRoles).toEqual([expect.stringContaining('DeviceApiCloudWatchRole')])
    expect(roles?.filter((role) => !rolesBefore.includes(role))).toEqual(apiLoggingRoles)
    isOver = true
  })
})
