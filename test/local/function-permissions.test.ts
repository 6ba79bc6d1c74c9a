import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { IoTClient, SetDefaultAuthorizerCommand } from '@aws-sdk/client-iot'
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LocalStack, startLocalStack } from '../../local/start-local-stack.ts'
import { customResourceEvent, startResponseUrl } from '../support/cloudformation.ts'
import {
  anApiSim,
  CREDENTIALS,
  type OperatorApi,
  startOperatorApi,
} from '../support/operator-api.ts'

/** What the Lambda service does with a function's role, and the function's own code never. */
const OF_THE_SERVICE = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]

const ANY_PORT = { port: 0, isDefault: false }

/** What a function needs on AWS only: here all of AWS is one endpoint, and nobody has to ask where the data plane is. */
const ON_AWS_ONLY = [{ functionName: /InventorySync/, action: 'iot:DescribeEndpoint' }]

const SECRET = 'operator/1nce-a1B2c3'

let directory: string
let api: OperatorApi
let stack: LocalStack

const start = (context: Readonly<Record<string, string>>): Promise<LocalStack> =>
  startLocalStack({
    host: '127.0.0.1',
    iotPort: ANY_PORT,
    apiPort: ANY_PORT,
    tapPort: ANY_PORT,
    directory,
    context,
    appDirectory: fileURLToPath(new URL('../..', import.meta.url)),
    searchPath: process.env.PATH ?? '',
    onProgress: () => {},
    onFunctionLog: () => {},
    onBusActivity: () => {},
    onDecision: () => {},
    signal: new AbortController().signal,
  })

/** SIMs whose ICCIDs have every length that there is. */
const sims = ['898828066600000020', '8988280666000000201', '89882806660000002022'].map(
  (iccid, index) => anApiSim(index, { iccid, ip_address: `127.77.1.${index + 1}` }),
)

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'function-permissions-'))
  api = await startOperatorApi(sims)
  await mkdir(join(directory, 'secrets', 'operator'), { recursive: true })
  await writeFile(join(directory, 'secrets', SECRET), JSON.stringify(CREDENTIALS))
  await mkdir(join(directory, 's3', 'sims'), { recursive: true })
  await writeFile(
    join(directory, 's3', 'sims', 'inventory.csv'),
    'iccid,address\n8988280666000000301,127.77.2.1\n8988280666000000302,127.0.0.1\n',
  )
})

afterAll(async () => {
  await api.close()
  await rm(directory, { recursive: true })
})

afterEach(() => stack.close())

/** Permissions that nobody used, but for those that only AWS needs. */
const unusedGrants = () =>
  stack.functionRoles
    .unusedGrants()
    .filter(
      (grant) =>
        !OF_THE_SERVICE.includes(grant.action) &&
        !ON_AWS_ONLY.some(
          ({ functionName, action }) =>
            functionName.test(grant.functionName) && action === grant.action,
        ),
    )

const lambdaClient = () =>
  new LambdaClient({
    ...stack.endpoints.aws,
    credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
  })

const synchronize = async (): Promise<unknown> => {
  const { Payload } = await lambdaClient().send(
    new InvokeCommand({ FunctionName: stack.endpoints.aws.functions.inventorySync, Payload: '{}' }),
  )
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'))
}

const pass = z.object({ username: z.string(), clientId: z.string() })

const onboardAndConnect = async (): Promise<void> => {
  const { onboardingUrl, iot, rootCa } = stack.endpoints
  const ca = readFileSync(rootCa)
  const response = await new Promise<string>((resolve, reject) => {
    request(onboardingUrl, { ca, family: 4, agent: false }, (answer) => resolve(text(answer)))
      .once('error', reject)
      .end()
  })
  const device = await mqtt.connectAsync(`mqtts://${iot.host}:${iot.port}`, {
    ...pass.parse(JSON.parse(response)),
    ca,
    ALPNProtocols: ['mqtt'],
    servername: iot.host,
    reconnectPeriod: 0,
  })
  await device.endAsync()
}

/** The rest of the registration's life, which a start on one machine never sees. */
const updateAndDeleteRegistration = async (functionName: string): Promise<void> => {
  const { aws, authorizerName } = stack.endpoints
  const settings = { ...aws, credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' } }
  const [iot, lambda] = [new IoTClient(settings), lambdaClient()]
  const responseUrl = await startResponseUrl()
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  )
  const properties = {
    AuthorizerName: authorizerName,
    AuthorizerFunctionArn: `arn:aws:lambda:${aws.region}:000000000000:function:another`,
    TokenKeyName: 'token',
    Tags: [{ Key: 'simpass:stage', Value: 'local' }],
  }
  // By hand, which a deletion has to undo.
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName }))
  for (const type of ['Update', 'Delete'] as const) {
    const event = {
      ...customResourceEvent(type, properties, authorizerName, responseUrl.url),
      StackId: Environment?.Variables?.STACK_ID,
    }
    await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
    )
  }
  responseUrl.close()
  expect(responseUrl.answers.map(({ body }) => body)).toMatchObject([
    { Status: 'SUCCESS' },
    { Status: 'SUCCESS' },
  ])
}

describe('the role of each function', () => {
  it('allows every call that it makes, and nothing else', async () => {
    stack = await start({
      inventory: JSON.stringify({
        kind: '1nce',
        baseUrl: api.url,
        credentialsSecretArn: `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${SECRET}`,
        maxShrinkShare: 1,
      }),
    })
    const [device] = await Promise.allSettled([onboardAndConnect()])
    const registrar = stack.functionRoles
      .unusedGrants()
      .find(({ action }) => action === 'iot:DeleteAuthorizer')
    await updateAndDeleteRegistration(registrar?.functionName ?? '')
    const added = await synchronize()
    const [first, ...others] = sims.map(({ ip_address }) => ip_address)
    const swapped = [...others, first]
    api.sims = sims.map((sim, index) => ({
      ...sim,
      status: 'Disabled',
      ip_address: swapped[index],
    }))
    const suspended = await synchronize()

    expect(stack.functionRoles.deniedCalls()).toEqual([])
    expect(device.status).toBe('fulfilled')
    expect(added).toMatchObject({ outcome: 'applied', counts: { added: 3 } })
    expect(suspended).toMatchObject({ outcome: 'applied', counts: { suspended: 3 } })
    expect(unusedGrants()).toEqual([])
  }, 180_000)

  it('allows the sync to read one object of S3, and no secret', async () => {
    stack = await start({
      inventory: JSON.stringify({ kind: 's3-csv', bucket: 'sims', key: 'inventory.csv' }),
    })

    const report = await synchronize()

    expect(report).toMatchObject({ outcome: 'applied', counts: { added: 2 } })
    expect(stack.functionRoles.deniedCalls()).toEqual([])
    expect(unusedGrants().filter(({ functionName }) => /InventorySync/.test(functionName))).toEqual(
      [...Array(3)].map(() => expect.objectContaining({ action: 'iot:DeleteConnection' })),
    )
  }, 180_000)
})
