import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  FunctionDefinition,
  FunctionLogLine,
} from '../../../local/lambda/function-definition.ts'
import {
  createLambdaService,
  LambdaError,
  type LambdaService,
} from '../../../local/lambda/lambda-service.ts'

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`

let taskRoot: string
let lambda: LambdaService
let logged: FunctionLogLine[]

beforeEach(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'function-'))
  logged = []
  lambda = createLambdaService({
    region: 'eu-west-1',
    awsEndpointUrl: () => 'http://127.0.0.1:1',
    onLog: (line) => logged.push(line),
  })
})

afterEach(async () => {
  await lambda.close()
  await rm(taskRoot, { recursive: true })
})

const deploy = async (
  code: string,
  { file = 'index.mjs', ...change }: Partial<FunctionDefinition> & { file?: string } = {},
  service = lambda,
): Promise<void> => {
  await mkdir(join(taskRoot, file, '..'), { recursive: true })
  await writeFile(join(taskRoot, file), code)
  service.createFunction({
    functionName: 'f',
    functionArn: arnOf('f'),
    taskRoot,
    handler: 'index.handler',
    timeoutSeconds: 5,
    memorySizeInMegabytes: 128,
    environment: {},
    ...change,
  })
}

const invoke = async (event: unknown = {}) => {
  const { functionError, payload } = await lambda.invoke({
    functionName: 'f',
    caller: { kind: 'account' },
    payload: JSON.stringify(event),
  })
  return { functionError, answer: JSON.parse(payload) }
}

describe('createLambdaService', () => {
  it('runs the handler of an ES module with the event', async () => {
    await deploy('export const handler = async (event) => ({ got: event.a })')

    expect(await invoke({ a: 1 })).toEqual({ functionError: undefined, answer: { got: 1 } })
  })

  it.each<[string, string, { file: string; handler: string }]>([
    [
      'of a CommonJS module',
      'exports.handler = async () => "it"',
      { file: 'index.cjs', handler: 'index.handler' },
    ],
    [
      'in a folder',
      'export const handler = async () => "it"',
      { file: 'app/main.mjs', handler: 'app/main.handler' },
    ],
    [
      'inside an exported object',
      'export const api = { v1: { get: async () => "it" } }',
      { file: 'index.mjs', handler: 'index.api.v1.get' },
    ],
  ])('finds a handler %s', async (_, code, where) => {
    await deploy(code, where)

    expect((await invoke()).answer).toBe('it')
  })

  it('gives the handler the context of Lambda', async () => {
    await deploy(`export const handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis() })`)

    const { answer } = await invoke()

    expect(answer).toMatchObject({
      functionName: 'f',
      functionVersion: '$LATEST',
      invokedFunctionArn: arnOf('f'),
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(answer.remaining).toBeGreaterThan(0)
    expect(answer.remaining).toBeLessThanOrEqual(5000)
  })

  it('gives the handler its own environment and nothing else', async () => {
    await deploy('export const handler = async () => process.env', {
      environment: { TABLE: 'sims' },
    })

    const { answer } = await invoke()

    expect(answer).toMatchObject({ TABLE: 'sims', AWS_REGION: 'eu-west-1' })
    expect(answer._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/)
    expect(answer).not.toHaveProperty('VITEST')
    expect(answer).not.toHaveProperty('HOME')
  })

  it('keeps what a module holds between events', async () => {
    await deploy('let calls = 0; export const handler = async () => ++calls')
    await invoke()

    expect((await invoke()).answer).toBe(2)
  })

  it('forgets it when the function is retired', async () => {
    await deploy('let calls = 0; export const handler = async () => ++calls')
    await invoke()
    await lambda.retire('f')

    expect((await invoke()).answer).toBe(1)
  })

  it('answers null for a handler that returns nothing', async () => {
    await deploy('export const handler = async () => {}')

    expect(await invoke()).toEqual({ functionError: undefined, answer: null })
  })

  it('finds a function by its ARN', async () => {
    await deploy('export const handler = async () => "it"')

    const { payload } = await lambda.invoke({
      functionName: arnOf('f'),
      caller: { kind: 'account' },
      payload: '{}',
    })

    expect(payload).toBe('"it"')
  })

  it('tells every line that a function writes', async () => {
    await deploy(`export const handler = async () => {
      process.stdout.write('one\\ntwo\\n'); console.error('three') }`)
    await invoke()

    await expect.poll(() => logged).toHaveLength(3)
    expect(logged).toEqual(
      expect.arrayContaining([
        { functionName: 'f', stream: 'stdout', line: 'one' },
        { functionName: 'f', stream: 'stdout', line: 'two' },
        { functionName: 'f', stream: 'stderr', line: 'three' },
      ]),
    )
  })

  it.each<[string, string, object]>([
    [
      'throws',
      'export const handler = async () => { throw new RangeError("too far") }',
      { errorType: 'RangeError', errorMessage: 'too far' },
    ],
    [
      'throws something that is no error',
      'export const handler = async () => { throw "text" }',
      { errorType: 'string', errorMessage: 'text' },
    ],
    [
      'exits',
      'export const handler = async () => process.exit(3)',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('Runtime exited with error: exit status 3'),
      },
    ],
    [
      'fails to load',
      'throw new TypeError("at load")',
      { errorType: 'TypeError', errorMessage: 'at load' },
    ],
    [
      'exits while it loads',
      'process.exit(4)',
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 4') },
    ],
    [
      'does not export its handler',
      'export const other = 1',
      { errorType: 'Runtime.HandlerNotFound' },
    ],
    [
      'answers what is no JSON',
      'export const handler = async () => 1n',
      { errorType: 'TypeError' },
    ],
  ])('answers an unhandled error for a function that %s', async (_, code, error) => {
    await deploy(code)

    expect(await invoke()).toEqual({
      functionError: 'Unhandled',
      answer: expect.objectContaining(error),
    })
  })

  it('answers an unhandled error for a function whose process cannot be started', async () => {
    await deploy('export const handler = async () => {}', { environment: { BROKEN: 'a\0b' } })

    const answers = await Promise.all([invoke(), invoke(), invoke()])

    expect(answers.map(({ answer }) => answer.errorType)).toEqual(
      Array.from({ length: 3 }, () => 'Runtime.ExitError'),
    )
  })

  it.each([
    ['absent.handler', 'Runtime.ImportModuleError'],
    ['index', 'Runtime.MalformedHandlerName'],
  ])('answers an unhandled error for the handler %s', async (handler, errorType) => {
    await deploy('export const handler = async () => {}', { handler })

    expect((await invoke()).answer).toMatchObject({ errorType })
  })

  it('starts a new environment after a crash', async () => {
    await deploy('export const handler = async ({ exit }) => exit ? process.exit(1) : "alive"')
    await invoke({ exit: true })

    expect((await invoke()).answer).toBe('alive')
  })

  it('kills a handler that takes longer than its timeout, even one that never yields', async () => {
    await deploy('export const handler = async ({ spin }) => { while (spin); return "alive" }', {
      timeoutSeconds: 1,
    })

    expect(await invoke({ spin: true })).toEqual({
      functionError: 'Unhandled',
      answer: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
      },
    })
    expect((await invoke()).answer).toBe('alive')
  })

  it('handles two events at a time, each in its own process', async () => {
    await deploy(`export const handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200)); return process.pid }`)

    const answers = await Promise.all([invoke(), invoke(), invoke()])

    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2)
  })

  it('throttles beyond the events that may wait', async () => {
    const throttling = createLambdaService({
      region: 'eu-west-1',
      awsEndpointUrl: () => 'http://127.0.0.1:1',
      onLog: () => {},
      maxEnvironments: 1,
      maxWaiting: 0,
    })
    await deploy('export const handler = async () => "it"', {}, throttling)
    const request = { functionName: 'f', caller: { kind: 'account' }, payload: '{}' } as const
    const first = throttling.invoke(request)

    await expect(throttling.invoke(request)).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
    })
    expect((await first).payload).toBe('"it"')
    await throttling.close()
  })

  it('lets a service in that has a permission', async () => {
    await deploy('export const handler = async () => "it"')
    lambda.addPermission(arnOf('f'), { principal: 'iot.amazonaws.com', sourceArn: 'arn:a:b:c:d:*' })

    const { payload } = await lambda.invoke({
      functionName: 'f',
      payload: '{}',
      caller: {
        kind: 'service',
        principal: 'iot.amazonaws.com',
        sourceArn: 'arn:a:b:c:d:authorizer/x',
        sourceAccount: '1',
      },
    })

    expect(payload).toBe('"it"')
  })

  it.each<[string, object, string]>([
    [
      'a service without a permission',
      {
        caller: {
          kind: 'service',
          principal: 'iot.amazonaws.com',
          sourceArn: 'a',
          sourceAccount: '1',
        },
      },
      'AccessDeniedException',
    ],
    ['an absent function', { functionName: 'absent' }, 'ResourceNotFoundException'],
    [
      'a payload over 6 MB',
      { payload: `"${'x'.repeat(6 * 1024 * 1024)}"` },
      'RequestTooLargeException',
    ],
  ])('refuses %s', async (_, change, code) => {
    await deploy('export const handler = async () => "it"')
    const request = { functionName: 'f', caller: { kind: 'account' }, payload: '{}' } as const

    const invoking = lambda.invoke({ ...request, ...change })

    await expect(invoking).rejects.toThrow(LambdaError)
    await expect(invoking).rejects.toMatchObject({ code })
  })

  it('refuses a second function of the same name', async () => {
    await deploy('')

    await expect(deploy('')).rejects.toMatchObject({ code: 'ResourceConflictException' })
  })
})
