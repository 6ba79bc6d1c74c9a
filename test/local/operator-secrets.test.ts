import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAwsEndpoint } from '../../local/aws/aws-endpoint.ts'
import { createSecretsManager } from '../../local/aws/secrets-manager/secrets-manager.ts'
import { readOperatorSecrets, secretsFolder } from '../../local/operator-secrets.ts'
import { FolderError } from '../../local/stack-folder.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }
const PREFIX = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secrets-'))
})

afterEach(() => rm(directory, { recursive: true }))

const write = async (path: string, text: string): Promise<void> => {
  const file = join(secretsFolder(directory), path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
}

describe('readOperatorSecrets', () => {
  it('finds none where there is no folder', async () => {
    expect(await readOperatorSecrets(account, secretsFolder(directory))).toEqual([])
  })

  it.each([`${PREFIX}operator/1nce-a1B2c3`, 'operator/1nce'])(
    'makes the file operator/1nce-a1B2c3 the value of the secret %s',
    async (SecretId) => {
      await write('operator/1nce-a1B2c3', '{"username":"u","password":"p"}\n')
      const secrets = await readOperatorSecrets(account, secretsFolder(directory))
      const endpoint = createAwsEndpoint([createSecretsManager(account, secrets)])
      const client = new SecretsManagerClient({
        endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
        region: account.region,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      })

      const { ARN, SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
      client.destroy()
      await endpoint.close()

      expect(ARN).toBe(`${PREFIX}operator/1nce-a1B2c3`)
      expect(SecretString).toBe('{"username":"u","password":"p"}')
    },
  )

  it('takes a folder relative to where it runs', async () => {
    await write('1nce-a1B2c3', 'x')

    const secrets = await readOperatorSecrets(
      account,
      relative(process.cwd(), secretsFolder(directory)),
    )

    expect(secrets.map(({ arn }) => arn)).toEqual([`${PREFIX}1nce-a1B2c3`])
  })

  it.each(['1nce', 'operator/1nce.json', 'operator/1nce-a1B2c'])(
    'refuses the file %s, which is the end of no ARN',
    async (path) => {
      await write(path, 'hunter2')

      const reading = readOperatorSecrets(account, secretsFolder(directory))

      await expect(reading).rejects.toThrow(FolderError)
      await expect(reading).rejects.toThrow(`got ${join(secretsFolder(directory), path)}`)
    },
  )
})
