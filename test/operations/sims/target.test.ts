import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { refuseDeadStack } from '../../../operations/sims/local-stack.ts'
import { findTarget } from '../../../operations/sims/target.ts'

const ENDPOINTS = {
  onboardingUrl: 'https://localhost:8443/device-api/onboarding/mqtt/tokens',
  aws: {
    endpoint: 'http://127.0.0.1:8080',
    region: 'eu-central-1',
    deployment: 'simpass-local-identity',
    tables: { sims: 'S', simAddresses: 'A', inventoryRuns: 'R' },
    functions: { inventorySync: 'F' },
  },
}

const folderWith = async (content: unknown): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'simpass-target-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(content))
  return folder
}

describe('refuseDeadStack', () => {
  it('refuses a stack that was killed and left its file behind', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const target = await findTarget({ dir: await folderWith(ENDPOINTS) })
    const stack = { ...target, endpoint: `http://127.0.0.1:${port}` }

    await refuseDeadStack(stack)
    server.close()
    await once(server, 'close')

    await expect(refuseDeadStack(stack)).rejects.toMatchObject({ code: 'LOCAL_STACK_UNKNOWN' })
  })

  it('asks nothing of AWS', async () => {
    const tables = { sims: 'S', simAddresses: 'A', inventoryRuns: 'R' }

    await expect(refuseDeadStack({ deployment: 'x', tables })).resolves.toBeUndefined()
  })
})

describe('findTarget', () => {
  it('reads what a local stack says of itself', async () => {
    expect(await findTarget({ dir: await folderWith(ENDPOINTS) })).toEqual({
      endpoint: 'http://127.0.0.1:8080',
      region: 'eu-central-1',
      deployment: 'simpass-local-identity',
      tables: { sims: 'S', simAddresses: 'A', inventoryRuns: 'R' },
      syncFunction: 'F',
    })
  })

  it('says how to start one', async () => {
    await expect(findTarget({ local: true, dir: '/no/such/folder' })).rejects.toThrow('npm start')
  })

  it('refuses a file that is another', async () => {
    await expect(findTarget({ dir: await folderWith({}) })).rejects.toMatchObject({
      code: 'LOCAL_STACK_UNKNOWN',
      message: expect.stringContaining('without aws'),
    })
  })

  it('does not wait for a pipe in the place of the file', async () => {
    const dir = await folderWith(ENDPOINTS)
    await rm(join(dir, 'endpoints.json'))
    execFileSync('mkfifo', [join(dir, 'endpoints.json')])

    await expect(findTarget({ dir })).rejects.toMatchObject({ code: 'LOCAL_STACK_UNKNOWN' })
  })

  it.each([{}, { stage: 'prod', local: true as const }, { stage: 'prod', dir: '.local' }])(
    'wants one of the two: %j',
    async (flags) => {
      await expect(async () => findTarget(flags)).rejects.toThrow(
        'expected either --stage or --local',
      )
    },
  )

  it('refuses a stage that cannot be one', async () => {
    await expect(findTarget({ stage: 'Prod!' })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('expected a stage'),
    })
  })
})
