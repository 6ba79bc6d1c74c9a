import { rmSync } from 'node:fs'
import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DeleteAuthorizerCommand, UpdateAuthorizerCommand } from '@aws-sdk/client-iot'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { ACCOUNT } from './support/account.ts'
import { takeInventory } from './support/account-inventory.ts'
import { createDeployedAws, type DeployedAws } from './support/deployed-aws.ts'
import { type Deployment, ENVIRONMENT, startDeployment } from './support/deployment.ts'
import { onboardingUrl } from './support/device.ts'
import { operate } from './support/operation.ts'
import { requirePrograms } from './support/programs.ts'

const programs = requirePrograms(Boolean(process.env.CI))

const report = z.object({
  isWell: z.boolean(),
  findings: z.array(
    z.object({
      check: z.string(),
      result: z.string(),
      message: z.string(),
      next: z.string().optional(),
    }),
  ),
})

describe.skipIf(programs === undefined)('npm run doctor', () => {
  let deployment: Deployment
  let aws: DeployedAws

  /** Like an operator with a domain of their own: the emulator answers at none of AWS's host names. */
  const ownHosts = () => [
    ...['--onboarding-url', onboardingUrl(deployment)],
    ...['--device-endpoint', `localhost:${deployment.iotCore.devicePort}`],
  ]
  const examine = async (args: readonly string[] = ownHosts()) => {
    const { code, output } = await operate(deployment, 'doctor', [
      ...['--stage', 'trial', '--json', ...args],
    ])
    const { isWell, findings } = report.parse(JSON.parse(output))
    return {
      code,
      isWell,
      findings,
      problems: findings.filter(({ result }) => result === 'problem'),
    }
  }
  const items = async () => {
    const tables = [deployment.output('SimsTableName'), deployment.output('SimAddressesTableName')]
    const scans = await Promise.all(
      tables.map((TableName) => aws.dynamoDb.send(new ScanCommand({ TableName }))),
    )
    return scans.flatMap(({ Items = [] }) => Items)
  }

  beforeAll(async () => {
    deployment = await startDeployment(programs ?? '')
    aws = createDeployedAws(deployment.emulator.endpointUrl, deployment.iotCore.endpointUrl)
  })
  afterAll(async () => {
    await deployment.stop()
    rmSync(deployment.directory, { recursive: true, force: true })
  })

  it('says that an empty account is not bootstrapped', async () => {
    const { code, problems } = await examine([])

    expect(code).toBe(1)
    expect(problems).toMatchObject([
      { check: 'bootstrap', next: `AWS_REGION=${ACCOUNT.region} npx cdk bootstrap ${ENVIRONMENT}` },
    ])
  })

  it('is content with an account that is ready to deploy to', async () => {
    await deployment.cdk(['bootstrap', ENVIRONMENT])

    const { code, findings } = await examine([])

    expect(code).toBe(0)
    expect(findings).toContainEqual({
      check: 'stacks',
      result: 'notice',
      message: 'stage trial is not deployed here',
      next: `AWS_REGION=${ACCOUNT.region} npx cdk deploy --all -c stage=trial <and your other settings>`,
    })
    expect(findings).toContainEqual(
      expect.objectContaining({ message: 'the name simpass-trial is free' }),
    )
  })

  it('goes the whole way of a device through a deployment that is well', async () => {
    await deployment.deploy()
    const before = await takeInventory(aws)

    const { code, isWell, findings } = await examine()

    expect({ code, isWell }).toEqual({ code: 0, isWell: true })
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['onboarding', 'device API', 'authorizer test', 'publish']),
    )
    expect(deployment.iotCore.decisions.at(-1)).toMatchObject({ outcome: 'allowed' })
    expect(await items()).toEqual([])
    expect(await takeInventory(aws)).toEqual(before)
  })

  it('prints lines for people without --json', async () => {
    const { code, output } = await operate(deployment, 'doctor', [
      '--stage',
      'trial',
      ...ownHosts(),
    ])

    expect(code).toBe(0)
    expect(output).toMatch(/^ok {6}publish: a message to \d+\/doctor went through$/m)
    expect(output).not.toMatch(/eyJ/)
  })

  it('never touches a SIM of the operator', async () => {
    const theirs = { address: { S: '192.0.2.1' }, iccid: { S: '8988280666000000001' } }
    const TableName = deployment.output('SimAddressesTableName')
    await aws.dynamoDb.send(new PutItemCommand({ TableName, Item: theirs }))

    const { problems } = await examine()

    expect(problems).toMatchObject([{ check: 'synthetic SIM' }])
    expect(await items()).toEqual([theirs])
    await aws.dynamoDb.send(new DeleteItemCommand({ TableName, Key: { address: theirs.address } }))
  })

  it('says that a teardown has stopped it, until it is resumed', async () => {
    onTestFinished(async () => {
      await operate(deployment, 'teardown', ['--stage', 'trial', '--resume'])
    })
    await operate(deployment, 'teardown', ['--stage', 'trial', '--yes'], { killAt: /^3\/8/ })

    const { code, problems } = await examine()

    const next = `AWS_REGION=${ACCOUNT.region} npm run teardown -- --stage trial --resume`
    expect(code).toBe(1)
    expect(problems).toMatchObject([
      { check: 'authorizer', message: expect.stringContaining('inactive'), next },
      { check: 'issuing', message: expect.stringContaining('503'), next },
    ])
  })

  it('says that the authorizer is gone', async () => {
    const authorizer = { authorizerName: 'simpass-trial' }
    await aws.iot.send(new UpdateAuthorizerCommand({ ...authorizer, status: 'INACTIVE' }))
    await aws.iot.send(new DeleteAuthorizerCommand(authorizer))

    const { code, problems } = await examine()

    expect(code).toBe(1)
    expect(problems[0]).toMatchObject({
      check: 'authorizer',
      message: 'simpass-trial is not there, so no device can connect',
      next: expect.stringContaining('npx cdk deploy simpass-trial-authorizer --exclusively'),
    })
  })

  it('says how to get it back, without another URL for devices', async () => {
    const url = deployment.output('OnboardingUrl')

    await deployment.cdk(
      ['deploy', 'simpass-trial-authorizer', '--exclusively', '--require-approval', 'never'],
      { context: { repair: '1' } },
    )

    expect((await examine()).problems).toEqual([])
    await deployment.deploy()
    expect(deployment.output('OnboardingUrl')).toBe(url)
    expect((await examine()).problems).toEqual([])
  })

  it('says that stacks are missing', async () => {
    await deployment.cdk(['destroy', 'simpass-trial-onboarding', '--exclusively', '--force'])

    const { code, problems } = await examine([])

    expect(code).toBe(1)
    expect(problems).toContainEqual({
      check: 'simpass-trial-onboarding',
      result: 'problem',
      message: 'it is not there',
      next: `AWS_REGION=${ACCOUNT.region} npx cdk deploy --all -c stage=trial <and your other settings>`,
    })
  })
})
