import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LocalStack, startLocalStack } from '../../local/start-local-stack.ts'
import { customResourceEvent, startResponseUrl } from '../support/cloudformation.ts'

/** What the Lambda service does with a function's role, and the function's own code never. */
const OF_THE_SERVICE = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]

const ANY_PORT = { port: 0, isDefault: false }

let directory: string
let stack: LocalStack

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'function-permissions-'))
  stack = await startLocalStack({
    host: '127.0.0.1',
    iotPort: ANY_PORT,
    apiPort: ANY_PORT,
    tapPort: ANY_PORT,
    directory,
    context: {},
    appDirectory: fileURLToPath(new URL('../..', import.meta.url)),
    searchPath: process.env.PATH ?? '',
    onProgress: () => {},
    onFunctionLog: () => {},
    onDecision: () => {},
    signal: new AbortController().signal,
  })
}, 120_000)

afterAll(async () => {
  await stack.close()
  await rm(directory, { recursive: true })
})

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
  const [iot, lambda] = [new IoTClient(settings), new LambdaClient(settings)]
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
    const [device] = await Promise.allSettled([onboardAndConnect()])
    const registrar = stack.functionRoles
      .unusedGrants()
      .find(({ action }) => action === 'iot:DeleteAuthorizer')
    await updateAndDeleteRegistration(registrar?.functionName ?? '')

    const unused = stack.functionRoles
      .unusedGrants()
      .filter(({ action }) => !OF_THE_SERVICE.includes(action))

    expect(stack.functionRoles.deniedCalls()).toEqual([])
    expect(device.status).toBe('fulfilled')
    expect(unused).toEqual([])
  }, 60_000)
})
