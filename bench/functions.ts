import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { generateSigningKeys } from '../lambdas/signing-keys/generate-signing-keys.ts'
import { startExecutionEnvironment } from '../local/lambda/execution-environment.ts'
import type { FunctionDefinition } from '../local/lambda/function-definition.ts'
import { type CloudAssembly, readCloudAssembly } from '../local/stack/cloud-assembly.ts'
import { apiGatewayEvent } from '../test/support/api-gateway-event.ts'
import { ADDRESS, ICCID } from '../test/support/inventory.ts'
import { type LocalAws, startLocalAws } from '../test/support/local-aws.ts'
import { publicKeyPem } from '../test/support/pem.ts'
import { median } from './measure.ts'
import type { Row } from './table.ts'

const STARTS = 9

interface Subject {
  readonly name: string
  /** A variable that only this function has. */
  readonly variable: string
  readonly environment: Readonly<Record<string, string>>
  readonly event: unknown
}

const synthesize = async (directory: string): Promise<CloudAssembly> => {
  await promisify(execFile)('cdk', ['synth', '--quiet', '--output', directory])
  return readCloudAssembly(directory)
}

const taskRootOf = (assembly: CloudAssembly, variable: string): string => {
  for (const { template } of assembly.stacks) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (
        Type !== 'AWS::Lambda::Function' ||
        !JSON.stringify(Properties).includes(`"${variable}":`)
      ) {
        continue
      }
      const { S3Key } = Properties.Code as { readonly S3Key: string }
      const path = assembly.assetPath(S3Key)
      if (path !== undefined) return path
    }
  }
  throw new Error(`expected a function with ${variable}, got none`)
}

/** Stores with one SIM and its keys, so that a first answer is a real one. */
const subjectsOf = async (aws: LocalAws): Promise<readonly Subject[]> => {
  const sims = await aws.createTable('sims', 'iccid')
  const addresses = await aws.createTable('addresses', 'address')
  const publicKeys = await aws.createTable('keys', 'kid')
  const secret = await aws.createSecret('signing-keys')
  const keys = generateSigningKeys()
  const put = (TableName: string, Item: Record<string, { S: string }>) =>
    aws.dynamoDb.send(new PutItemCommand({ TableName, Item }))
  await put(sims, { iccid: { S: ICCID }, address: { S: ADDRESS }, status: { S: 'active' } })
  await put(addresses, { address: { S: ADDRESS }, iccid: { S: ICCID } })
  for (const { kid, alg, privateKey } of [keys.token, keys.iotCore]) {
    await put(publicKeys, {
      kid: { S: kid },
      alg: { S: alg },
      publicKey: { S: publicKeyPem(privateKey) },
      status: { S: 'live' },
    })
  }
  await aws.secretsManager.send(
    new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(keys) }),
  )
  return [
    {
      name: 'onboarding',
      variable: 'IOT_ENDPOINT',
      environment: {
        SIMS_TABLE: sims,
        SIM_ADDRESSES_TABLE: addresses,
        SIGNING_KEYS_SECRET_ARN: secret,
        AUTHORIZER_NAME: 'simpass',
        IOT_ENDPOINT: 'localhost',
        ROOT_CA_URL: 'https://localhost/ca.pem',
        ROOT_CA_PEM: 'PEM',
        TOKEN_LIFETIME_SECONDS: '86400',
        DEFAULT_LAYOUT: 'standard',
      },
      event: apiGatewayEvent({ sourceIp: ADDRESS }),
    },
    {
      name: 'authorizer',
      variable: 'IOT_ARN_PREFIX',
      environment: {
        SIMS_TABLE: sims,
        PUBLIC_KEYS_TABLE: publicKeys,
        IOT_ARN_PREFIX: 'arn:aws:iot:eu-central-1:123456789012',
        REFRESH_AFTER_SECONDS: '3600',
      },
      // A refusal after the key was looked up: the same modules, clients and first call as an admission.
      event: {
        token: `${Buffer.from(`{"alg":"ES256","kid":"${keys.token.kid}"}`).toString('base64url')}.e30.AAAA`,
        signatureVerified: true,
        protocols: ['tls', 'mqtt'],
        protocolData: { mqtt: { username: '', password: '', clientId: ICCID } },
      },
    },
  ]
}

/** Seconds from starting the process to the first answer. */
const firstAnswer = async (
  definition: FunctionDefinition,
  endpoint: string,
  event: unknown,
): Promise<number> => {
  const start = performance.now()
  const environment = startExecutionEnvironment(
    definition,
    { region: 'eu-central-1', awsEndpointUrl: () => endpoint },
    () => {},
  )
  const { functionError, payload } = await environment.invoke({
    requestId: 'bench',
    payload: JSON.stringify(event),
    traceId: 'Root=1-0-0;Sampled=0',
  })
  const seconds = (performance.now() - start) / 1000
  await environment.stop()
  if (functionError !== undefined) throw new Error(`expected an answer, got ${payload}`)
  return seconds
}

const definitionOf = (taskRoot: string, environment: Readonly<Record<string, string>>) => ({
  functionName: 'bench',
  functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:bench',
  taskRoot,
  handler: 'index.handler',
  timeoutSeconds: 10,
  memorySizeInMegabytes: 256,
  environment,
})

const benchSubject = async (
  subject: Subject,
  taskRoot: string,
  emptyRoot: string,
  endpoint: string,
): Promise<readonly Row[]> => {
  const ratios: number[] = []
  for (let start = 0; start < STARTS; start += 1) {
    const ours = await firstAnswer(
      definitionOf(taskRoot, subject.environment),
      endpoint,
      subject.event,
    )
    const empty = await firstAnswer(definitionOf(emptyRoot, {}), endpoint, {})
    ratios.push(ours / empty)
  }
  const { size } = await stat(join(taskRoot, 'index.mjs'))
  return [
    {
      figure: `process start to first answer, ${subject.name} / an empty handler`,
      ratio: median(ratios),
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
    },
    {
      figure: `minified bundle of ${subject.name} / 450 kB`,
      ratio: size / 450_000,
      goal: '<= 1',
      note: `${Math.round(size / 1000)} kB`,
    },
  ]
}

/** The bundles that would be deployed: their size, and how long their first answer takes. */
export const benchFunctions = async (): Promise<readonly Row[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'simpass-bench-'))
  const aws = await startLocalAws()
  try {
    const assembly = await synthesize(join(directory, 'cdk.out'))
    await writeFile(join(directory, 'index.mjs'), 'export const handler = async () => ({})\n')
    const rows: Row[] = []
    for (const subject of await subjectsOf(aws)) {
      const taskRoot = taskRootOf(assembly, subject.variable)
      rows.push(...(await benchSubject(subject, taskRoot, directory, aws.settings.endpoint)))
    }
    return rows
  } finally {
    await aws.close()
    await rm(directory, { recursive: true })
  }
}
