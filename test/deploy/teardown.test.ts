import { rmSync } from 'node:fs'
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateAuthorizerCommand, SetDefaultAuthorizerCommand } from '@aws-sdk/client-iot'
import { CreateKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { DeleteFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { seedInventory } from '../../local/demo-inventory.ts'
import { type Inventory, takeInventory } from './support/account-inventory.ts'
import { createDeployedAws, type DeployedAws } from './support/deployed-aws.ts'
import { createStacks, readTemplates } from './support/deployed-templates.ts'
import { type Deployment, ENVIRONMENT, startDeployment } from './support/deployment.ts'
import { askForPass, connect, onboard } from './support/device.ts'
import { type OperationRun, operate } from './support/operation.ts'
import { requirePrograms } from './support/programs.ts'

const programs = requirePrograms(Boolean(process.env.CI))

const SIM = { iccid: '8988280666000000001', address: '10.20.30.40' }
/** Its stacks are called almost as those of the stage `trial`. */
const NEIGHBOUR = 'trial-identity'

const theirOwnTable = (name: string, tags: Readonly<Record<string, string>> = {}) =>
  new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  })

/** What an operator could have beside a deployment, and what must never be taken for a part of it. */
const addTheirOwn = async (aws: DeployedAws): Promise<void> => {
  await aws.dynamoDb.send(theirOwnTable('simpass-trial-notes'))
  await aws.dynamoDb.send(theirOwnTable('costs', { 'simpass:stage': 'trial' }))
  await aws.secretsManager.send(
    new CreateSecretCommand({ Name: 'simpass-trial-identity-password', SecretString: 'theirs' }),
  )
  await aws.iot.send(
    new CreateAuthorizerCommand({
      authorizerName: 'simpass-trial-2',
      authorizerFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:theirs',
      signingDisabled: true,
      status: 'ACTIVE',
    }),
  )
}

describe.skipIf(programs === undefined)('npm run teardown', () => {
  let deployment: Deployment
  let aws: DeployedAws
  /** What is there without the stage `trial`. */
  let others: Inventory
  let templates: ReturnType<typeof readTemplates>

  const inventory = () => takeInventory(aws)
  const teardown = (args: readonly string[], run?: OperationRun) =>
    operate(deployment, 'teardown', ['--stage', 'trial', ...args], run)
  /** All is as if the stage had never been. */
  const expectNothingLeft = async () => expect(await inventory()).toEqual(others)
  const deployAgain = () => createStacks(aws, templates)
  const finish = () => teardown(['--yes', '--delete-leftovers'])
  const functionNames = async (part: string) => {
    const { Functions = [] } = await aws.lambda.send(new ListFunctionsCommand())
    return Functions.map(({ FunctionName }) => FunctionName).filter((name) => name?.includes(part))
  }

  beforeAll(async () => {
    deployment = await startDeployment(programs ?? '')
    aws = createDeployedAws(deployment.emulator.endpointUrl, deployment.iotCore.endpointUrl)
    await deployment.cdk(['bootstrap', ENVIRONMENT])
    await deployment.deploy({ context: { stage: NEIGHBOUR, removal: 'retain' } })
    await addTheirOwn(aws)
    others = await inventory()
    await deployment.deploy({
      context: {
        alarmEmail: 'operator@example.com',
        inventory: '{"kind":"s3-csv","bucket":"sims","key":"inventory.csv"}',
        notifications: '{"email":"sims@example.com"}',
      },
    })
    templates = readTemplates(deployment, 'trial')
  }, 300_000)
  afterAll(async () => {
    await deployment.stop()
    rmSync(deployment.directory, { recursive: true, force: true })
  })

  it('shows what would go and changes nothing', async () => {
    const before = await inventory()

    const { code, output } = await teardown(['--dry-run'])

    expect(code).toBe(0)
    expect(output).toMatch(/authorizer simpass-trial \(ACTIVE\)/)
    expect(output).toMatch(/table simpass-trial-identity-RegistrySimsTable/)
    expect(output).not.toMatch(/simpass-trial-identity-identity|costs|notes|password/)
    expect(await inventory()).toEqual(before)
    expect((await askForPass(deployment, SIM.address)).status).toBe(404)
  })

  it('asks nobody where nobody can answer, and changes nothing', async () => {
    const before = await inventory()

    const { code, output } = await teardown([])

    expect(code).toBe(1)
    expect(output).toMatch(/expected --yes or a terminal/)
    expect(await inventory()).toEqual(before)
  })

  it.each(['--dry-run', '--yes', '--delete-leftovers'])(
    'refuses --resume together with %s',
    async (option) => {
      const { code, output } = await teardown(['--resume', option])

      expect(code).toBe(1)
      expect(output).toContain("'--resume' cannot be used with")
    },
  )

  it('stops issuing, stops admitting and ends sessions before it deletes anything', async () => {
    const tables = {
      sims: deployment.output('SimsTableName'),
      simAddresses: deployment.output('SimAddressesTableName'),
    }
    await seedInventory(aws.dynamoDb, tables, [SIM])
    await aws.iot.send(new SetDefaultAuthorizerCommand({ authorizerName: 'simpass-trial' }))
    const pass = await onboard(deployment, SIM.address)
    const session = await connect(deployment, pass)
    onTestFinished(() => {
      session.end(true)
    })
    const closed = new Promise<void>((resolve) => session.once('close', () => resolve()))
    const before = await inventory()

    const { output } = await teardown(['--yes'], { killAt: /^4\/8/ })

    await closed
    expect(output).toContain('1 of 1 SIMs had a session')
    const answer = await askForPass(deployment, SIM.address)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('3600')
    await expect(connect(deployment, pass)).rejects.toThrow()
    expect(await inventory()).toMatchObject({ tables: before.tables, defaultAuthorizer: [] })
  })

  it('goes on where it was killed, and leaves nothing but the role that the neighbour logs with by now', async () => {
    const { code, output } = await finish()

    expect(output).toContain('stopped already')
    expect(code).toBe(0)
    const { roles = [], apiLoggingRoles = [], ...rest } = await inventory()
    const { roles: otherRoles = [], apiLoggingRoles: _, ...otherRest } = others
    expect(rest).toEqual(otherRest)
    expect(apiLoggingRoles).toEqual([expect.stringContaining('simpass-trial-onboarding')])
    expect(roles.toSorted()).toEqual([...otherRoles, ...apiLoggingRoles].toSorted())
  })

  it('has nothing to do when nothing is left', async () => {
    const { code, output } = await finish()

    expect(code).toBe(0)
    expect(output).toContain('no stack and no authorizer is there')
    expect(output).toContain('other APIs of this Region write their logs with it')
  })

  it('keeps tables and keys of a deployment that retains them, and says how to delete them', async () => {
    const { code, output } = await operate(deployment, 'teardown', ['--stage', NEIGHBOUR, '--yes'])

    const { tables, secrets, ...rest } = await inventory()
    expect(code).toBe(0)
    expect(output).toMatch(/this will stay, because removal is "retain"/)
    expect({ tables, secrets }).toEqual({ tables: others.tables, secrets: others.secrets })
    const kept = [...(tables ?? []), ...(secrets ?? [])].filter((name) =>
      name?.startsWith('simpass-trial-identity-identity-'),
    )
    expect(kept).toHaveLength(5)
    for (const name of kept) {
      expect(output).toContain(`${name}: removal was "retain" when it was deployed`)
    }
    expect(output).toMatch(/aws dynamodb delete-table --table-name simpass-trial-identity-identity/)
    expect(output).toMatch(
      /aws secretsmanager delete-secret --secret-id \S*simpass-trial-identity-identity-/,
    )
    expect(rest).toMatchObject({
      stacks: ['CDKToolkit'],
      functions: [],
      logGroups: [],
      apis: [],
      authorizers: ['simpass-trial-2'],
    })
  })

  it('keeps them also with --delete-leftovers, which takes the roles of API Gateway', async () => {
    const neighbour = await operate(deployment, 'teardown', [
      ...['--stage', NEIGHBOUR, '--yes', '--delete-leftovers'],
    ])
    const { code } = await finish()

    const { tables, secrets, roles } = await inventory()
    expect([neighbour.code, code]).toEqual([0, 0])
    expect({ tables, secrets }).toEqual({ tables: others.tables, secrets: others.secrets })
    expect(roles?.filter((role) => !role?.startsWith('cdk-'))).toEqual([])
  })

  it('leaves API Gateway as it was, now that no API is left', async () => {
    others = await inventory()

    expect(others).toMatchObject({ apis: [], apiLoggingRoles: [] })
  })

  it.each([
    ['step 1', /^2\/8/],
    ['step 2', /^3\/8/],
    ['step 3', /^4\/8/],
    ['the beginning of step 4', /simpass-trial-onboarding: DELETE_IN_PROGRESS/],
    ['step 4', /^5\/8/],
    ['the beginning of step 5', /simpass-trial-authorizer: DELETE_IN_PROGRESS/],
    ['step 5', /^6\/8/],
    ['the beginning of step 6', /simpass-trial-identity: DELETE_IN_PROGRESS/],
    ['step 6', /^7\/8/],
    ['step 7', /^8\/8/],
  ])('leaves nothing after it was killed after %s and run once more', async (_, killAt) => {
    await deployAgain()

    const killed = await teardown(['--yes', '--delete-leftovers'], { killAt })
    const { code } = await finish()

    expect(killed.code).toBeNull()
    expect(code).toBe(0)
    await expectNothingLeft()
  })

  it('repairs what was deleted by hand in the wrong order', async () => {
    await deployAgain()
    const [registrar] = await functionNames('simpass-trial-authorizer-IotAuthorizerRegistrar')
    await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: registrar }))
    const onboarding = { StackName: 'simpass-trial-onboarding' }
    await aws.cloudFormation.send(new DeleteStackCommand(onboarding))
    await waitUntilStackDeleteComplete(
      { client: aws.cloudFormation, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 },
      onboarding,
    )

    const { code, output } = await finish()

    expect(output).toMatch(/going on without IotAuthorizerRegistration/)
    expect(output).toContain('simpass-trial is gone')
    expect(code).toBe(0)
    await expectNothingLeft()
  })

  it('finds the authorizer that stacks deleted by hand left over', async () => {
    await deployAgain()
    const functions = await functionNames('simpass-trial-authorizer-IotAuthorizerRegistrar')
    await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: functions[0] }))
    for (const retain of [undefined, ['IotAuthorizerRegistrationD6351FCB']]) {
      for (const role of ['onboarding', 'authorizer', 'identity']) {
        const stack = { StackName: `simpass-trial-${role}` }
        const isFailed = role === 'authorizer' ? retain : undefined
        try {
          await aws.cloudFormation.send(
            new DeleteStackCommand({ ...stack, RetainResources: isFailed }),
          )
          await waitUntilStackDeleteComplete(
            { client: aws.cloudFormation, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 },
            stack,
          )
        } catch {
          // In the first round the authorizer stack fails, and the identity stack that it uses is refused.
        }
      }
    }
    await expect(
      aws.cloudFormation.send(new DescribeStacksCommand({ StackName: 'simpass-trial-identity' })),
    ).rejects.toThrow()

    const { code, output } = await finish()

    expect(output).toMatch(/this will go\n {2}authorizer simpass-trial \(ACTIVE\)/)
    expect(code).toBe(0)
    await expectNothingLeft()
  })

  it('deletes what watched a deployment, and lists what it cannot be sure of', async () => {
    const Tags = [{ Key: 'simpass:stage', Value: 'trial' }]
    const name = 'simpass-trial-onboarding-Alarms1'
    const { TopicArn = '' } = await aws.sns.send(new CreateTopicCommand({ Name: name, Tags }))
    await aws.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        MetricName: 'Errors',
        Namespace: 'AWS/Lambda',
        Period: 60,
        Statistic: 'Sum',
        Threshold: 1,
        AlarmActions: [TopicArn],
        Tags,
      }),
    )
    await aws.eventBridge.send(
      new PutRuleCommand({ Name: name, ScheduleExpression: 'rate(1 day)', Tags }),
    )
    await aws.eventBridge.send(
      new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'Target0', Arn: TopicArn }] }),
    )
    const { KeyMetadata } = await aws.kms.send(
      new CreateKeyCommand({ Tags: [{ TagKey: 'simpass:stage', TagValue: 'trial' }] }),
    )
    const KeyId = KeyMetadata?.KeyId ?? ''

    const { code, output } = await finish()

    for (const kind of ['alarm', 'topic', 'rule'])
      expect(output).toContain(`deleting ${kind} ${name}`)
    expect(output).toContain(
      `key ${KeyId}\n        aws kms schedule-key-deletion --key-id ${KeyId} --region eu-central-1`,
    )
    expect(code).toBe(1)
    await aws.kms.send(new ScheduleKeyDeletionCommand({ KeyId }))
    expect((await finish()).code).toBe(0)
    await expectNothingLeft()
  })
})
