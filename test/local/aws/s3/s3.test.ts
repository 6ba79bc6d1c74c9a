import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type AwsEndpoint, createAwsEndpoint } from '../../../../local/aws/aws-endpoint.ts'
import { FunctionRoles } from '../../../../local/aws/iam/function-roles.ts'
import { createS3 } from '../../../../local/aws/s3/s3.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }
const ROLE_ARN = 'arn:aws:iam::111122223333:role/sync'

/** Less than vitest's: what hangs fails, and is cleaned up. */
const PATIENCE_MS = 4000

const SIGNED = 'AWS4-HMAC-SHA256 Credential=A/20261122/eu-west-1/s3/aws4_request'

let directory: string
let port: number
let endpoint: AwsEndpoint
let client: S3Client
let roles: FunctionRoles

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'))
  await mkdir(join(directory, 's3', 'sims', 'exports'), { recursive: true })
  await mkdir(join(directory, 's3', 'other'))
  await writeFile(join(directory, 'secret'), 'secret')
  await writeFile(join(directory, 's3', 'other', 'a.csv'), 'other')
  await writeFile(join(directory, 's3', 'sims', 'exports', 'SIMs (all) é.csv'), 'iccid\r\n')
  await writeFile(join(directory, 's3', 'sims', 'empty.csv'), '')
  await symlink(join(directory, 'secret'), join(directory, 's3', 'sims', 'link'))
  await symlink('../other', join(directory, 's3', 'sims', 'folderlink'))
  await symlink('exports', join(directory, 's3', 'sims', 'latest'))
  await symlink('loop', join(directory, 's3', 'sims', 'loop'))
  await symlink(directory, join(directory, 's3', 'outside'))
  await symlink('other', join(directory, 's3', 'alias'))
  await symlink('nowhere', join(directory, 's3', 'dangling'))
  roles = new FunctionRoles()
  endpoint = createAwsEndpoint([createS3(account, join(directory, 's3'))], roles)
  port = await endpoint.listen(0)
  client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: account.region,
    credentials: { accessKeyId: 'ASIASYNC', secretAccessKey: 'b' },
    maxAttempts: 1,
  })
})

afterEach(async () => {
  client.destroy()
  await endpoint.close()
  await rm(directory, { recursive: true })
})

const read = async (Bucket: string, Key: string): Promise<string | undefined> => {
  const abortSignal = AbortSignal.timeout(PATIENCE_MS)
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal })
  return Body?.transformToString()
}

describe('createS3', () => {
  it.each([
    ['exports/SIMs (all) é.csv', 'iccid\r\n'],
    ['empty.csv', ''],
    ['latest/SIMs (all) é.csv', 'iccid\r\n'],
  ])('answers the file %s to the AWS SDK', async (key, content) => {
    expect(await read('sims', key)).toBe(content)
  })

  it('answers a file as it is now', async () => {
    await read('sims', 'empty.csv')
    await writeFile(join(directory, 's3', 'sims', 'empty.csv'), 'no more')

    expect(await read('sims', 'empty.csv')).toBe('no more')
  })

  it.each([
    ['sims', 'absent.csv', 'NoSuchKey'],
    ['sims', 'exports', 'NoSuchKey'],
    ['sims', 'exports/', 'NoSuchKey'],
    ['sims', 'empty.csv/more', 'NoSuchKey'],
    ['sims', '../other/a.csv', 'NoSuchKey'],
    ['sims', 'exports/../../other/a.csv', 'NoSuchKey'],
    ['sims', '../../secret', 'NoSuchKey'],
    ['sims', 'link', 'NoSuchKey'],
    ['sims', 'folderlink/a.csv', 'NoSuchKey'],
    ['sims', 'loop', 'NoSuchKey'],
    ['sims', 'a\0b', 'NoSuchKey'],
    ['sims', 'a'.repeat(1000), 'NoSuchKey'],
    ['absent', 'a.csv', 'NoSuchBucket'],
    ['outside', 'secret', 'NoSuchBucket'],
    ['alias', 'a.csv', 'NoSuchBucket'],
    ['dangling', 'a.csv', 'NoSuchBucket'],
  ])('has no object %s/%s', async (bucket, key, code) => {
    await expect(read(bucket, key)).rejects.toMatchObject({
      name: code,
      $metadata: { httpStatusCode: 404 },
    })
  })

  it('has no bucket where nobody has made the folder of buckets', async () => {
    await rm(join(directory, 's3'), { recursive: true })

    await expect(read('sims', 'empty.csv')).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  it('is not kept waiting by FIFOs, which are no objects', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `fifo${at}`)
    const fifos = names.map((name) => join(directory, 's3', 'sims', name))
    execFileSync('mkfifo', fifos)

    const reads = await Promise.allSettled(names.map((name) => read('sims', name)))
    // With a writer nobody is kept waiting any more, without which a failing test could not end.
    const writers = fifos.map((fifo) => openSync(fifo, 'r+'))
    onTestFinished(() => writers.forEach(closeSync))

    expect(reads).toEqual(
      names.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ name: 'NoSuchKey' }),
      })),
    )
    expect(await read('sims', 'exports/SIMs (all) é.csv')).toBe('iccid\r\n')
  })

  it('has no object where a socket is', async () => {
    const server = createServer()
    const listening = once(server, 'listening')
    server.listen(join(directory, 's3', 'sims', 'socket'))
    await listening
    try {
      await expect(read('sims', 'socket')).rejects.toMatchObject({ name: 'NoSuchKey' })
    } finally {
      server.close()
    }
  })

  it.each(['/../secret', '/..%2f/secret', '/%2e%2e/secret', '/.../a', '/SIMS/a', '/%/a', '/sims'])(
    'has no object at %s',
    async (path) => {
      // By hand: a URL parser would resolve the dots.
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get({ port, host: '127.0.0.1', path, headers: { authorization: SIGNED } }, resolve).once(
          'error',
          reject,
        )
      })

      expect(response.statusCode).toBeGreaterThanOrEqual(404)
      expect(await text(response)).toMatch(/<Code>(?:NoSuchBucket|NotImplemented)<\/Code>/)
    },
  )

  it.each([
    new GetObjectCommand({ Bucket: 'sims', Key: 'empty.csv', Range: 'bytes=0-1' }),
    new GetObjectCommand({ Bucket: 'sims', Key: 'empty.csv', IfMatch: '"x"' }),
    new GetObjectCommand({ Bucket: 'sims', Key: 'empty.csv', VersionId: '1' }),
  ])('refuses what would need more than a whole object', async (command) => {
    await expect(client.send(command)).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  it('refuses to write', async () => {
    const writing = client.send(new PutObjectCommand({ Bucket: 'sims', Key: 'new', Body: 'x' }))

    await expect(writing).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  it('lets a function read the object that its role names, and no other', async () => {
    roles.createRole('sync', ROLE_ARN)
    roles.assign('sync', 'ASIASYNC', ROLE_ARN)
    roles.addPolicy('sync', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::sims/exports/SIMs (all) é.csv',
      },
    })

    expect(await read('sims', 'exports/SIMs (all) é.csv')).toBe('iccid\r\n')
    await expect(read('other', 'a.csv')).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    })
    expect(roles.unusedGrants()).toEqual([])
  })
})
