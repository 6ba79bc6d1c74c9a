import { spawn } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { parseIccid } from '../domain/iccid.ts'
import { createIssuePass } from '../domain/issue-pass.ts'
import { parseSigningKeySecret } from '../lambdas/adapters/signing-key-secret.ts'
import type { LoadClient } from './mqtt-load.ts'

export interface Endpoints {
  readonly iot: { readonly host: string; readonly port: number }
  readonly authorizerName: string
  readonly aws: {
    readonly endpoint: string
    readonly region: string
    readonly tables: { readonly sims: string; readonly simAddresses: string }
    readonly functions: { readonly inventorySync?: string }
  }
}

const readyOf = async (directory: string, context: readonly string[]) => {
  const ports = ['--iot-port', '--api-port', '--tap-port'].flatMap((flag) => [flag, '0'])
  const contexts = context.flatMap((pair) => ['-c', pair])
  // What it prints goes nowhere: a reader here would take part of the machine that is measured.
  const child = spawn('node', ['local/main.ts', ...ports, '--dir', directory, ...contexts], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.once('exit', () => child.kill())
  // Written last.
  while (!existsSync(join(directory, 'endpoints.json'))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(
        `expected npm start to become ready, got ${child.signalCode ?? `exit status ${child.exitCode}`}`,
      )
    await sleep(100)
  }
  return child
}

const signingKeysOf = async (client: SecretsManagerClient) => {
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}))
  const SecretId = SecretList.find(({ Name = '' }) => /SigningKeys/.test(Name))?.ARN
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
  const { token, iotCore } = parseSigningKeySecret(SecretString)
  return {
    token: { ...token, privateKey: createPrivateKey(token.privateKey) },
    iotCore: { ...iotCore, privateKey: createPrivateKey(iotCore.privateKey) },
  }
}

/**
 * `npm start` with so many more SIMs, each with a pass: AWS IoT Core lets one client id connect once a second.
 *
 * @param context of the CDK, `key=value`
 */
export const startLocalStack = async (
  directory: string,
  sims: number,
  context: readonly string[] = [],
) => {
  const child = await readyOf(directory, context)
  const endpoints: Endpoints = JSON.parse(await readFile(join(directory, 'endpoints.json'), 'utf8'))
  const { iot, authorizerName, aws } = endpoints
  const rootCa = await readFile(join(directory, 'root-ca.pem'), 'utf8')
  const settings = {
    region: aws.region,
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  }
  const dynamoDb = new DynamoDBClient(settings)
  const TableName = aws.tables.sims
  const keys = await signingKeysOf(new SecretsManagerClient(settings))
  const issuePass = createIssuePass({ authorizerName, lifetimeSeconds: 86_400 })
  const clients: LoadClient[] = []
  for (let n = 0; n < sims; n += 1) {
    const iccid = parseIccid(`898800000000${String(n).padStart(7, '0')}`)
    await dynamoDb.send(
      new PutItemCommand({ TableName, Item: { iccid: { S: iccid }, status: { S: 'active' } } }),
    )
    const now = Math.floor(Date.now() / 1000)
    clients.push({
      topic: `${iccid}/bench`,
      options: {
        protocol: 'mqtts',
        ALPNProtocols: ['mqtt'],
        host: iot.host,
        port: iot.port,
        ca: rootCa,
        clientId: iccid,
        username: issuePass(keys, { iccid, layout: 'standard', now }).username,
      },
    })
  }
  return {
    clients,
    endpoints,
    /** Of clients of its AWS endpoint. */
    settings,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
    },
  }
}

export type LocalStack = Awaited<ReturnType<typeof startLocalStack>>
