import { spawn } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

interface Endpoints {
  readonly iot: { readonly host: string; readonly port: number }
  readonly authorizerName: string
  readonly aws: {
    readonly endpoint: string
    readonly region: string
    readonly tables: { readonly sims: string }
  }
}

const readyOf = async (directory: string) => {
  const flags = ['--iot-port', '--api-port', '--tap-port'].flatMap((flag) => [flag, '0'])
  const child = spawn('node', ['local/main.ts', ...flags, '--dir', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('expected npm start to become ready, it ended')))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') resolve()
    })
  })
  return child
}

const signingKeysOf = async (client: SecretsManagerClient) => {
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}))
  const SecretId = SecretList[0]?.ARN
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
  const { token, iotCore } = parseSigningKeySecret(SecretString)
  return {
    token: { ...token, privateKey: createPrivateKey(token.privateKey) },
    iotCore: { ...iotCore, privateKey: createPrivateKey(iotCore.privateKey) },
  }
}

/** `npm start` with so many more SIMs, each with a pass: AWS IoT Core lets one client id connect once a second. */
export const startLocalStack = async (directory: string, sims: number) => {
  const child = await readyOf(directory)
  const { iot, authorizerName, aws }: Endpoints = JSON.parse(
    await readFile(join(directory, 'endpoints.json'), 'utf8'),
  )
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
    stop: async () => {
      child.kill('SIGINT')
      await once(child, 'exit')
    },
  }
}
