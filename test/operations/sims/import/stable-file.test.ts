import { execFileSync } from 'node:child_process'
import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { stableFile } from '../../../../operations/sims/import/stable-file.ts'
import { reasonOf } from '../../../support/refusal.ts'

const CONTENT = 'x'.repeat(200_000)

const fileWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'simpass-stable-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'sims.csv')
  await writeFile(path, text)
  return path
}

const lengthOf = async (chunks: AsyncIterable<Uint8Array>): Promise<number> => {
  let length = 0
  for await (const chunk of chunks) length += chunk.length
  return length
}

describe('stableFile', () => {
  it('is read as often as one likes', async () => {
    const file = await stableFile(await fileWith(CONTENT), 'iccid')

    expect(file.size).toBe(CONTENT.length)
    expect(await lengthOf(file.open())).toBe(CONTENT.length)
    expect(await lengthOf(file.open())).toBe(CONTENT.length)
  })

  it('gives nothing more once somebody has written to it', async () => {
    const path = await fileWith(CONTENT)
    const { open } = await stableFile(path, 'iccid')
    const chunks = open()[Symbol.asyncIterator]()
    await chunks.next()

    await appendFile(path, 'more')

    expect(await reasonOf(() => chunks.next())).toBe('INVENTORY_UNSTABLE')
  })

  it('gives nothing when it was written between two readings, be it as long as before', async () => {
    const path = await fileWith(CONTENT)
    const { open } = await stableFile(path, 'iccid')
    await lengthOf(open())

    await writeFile(path, CONTENT.replaceAll('x', 'y'))
    await utimes(path, 1, 1)

    expect(await reasonOf(() => open()[Symbol.asyncIterator]().next())).toBe('INVENTORY_UNSTABLE')
  })

  it('gives nothing when its times were set back', async () => {
    const path = await fileWith(CONTENT)
    await utimes(path, 1, 1)
    const { open } = await stableFile(path, 'iccid')
    await lengthOf(open())

    await writeFile(path, CONTENT.replaceAll('x', 'y'))
    await utimes(path, 1, 1)

    expect(await reasonOf(() => open()[Symbol.asyncIterator]().next())).toBe('INVENTORY_UNSTABLE')
  })

  it('does not wait for a pipe that was put in its place', async () => {
    const path = await fileWith(CONTENT)
    const { open } = await stableFile(path, 'iccid')

    await rm(path)
    execFileSync('mkfifo', [path])

    await expect(open()[Symbol.asyncIterator]().next()).rejects.toThrow('expected a regular file')
    await expect(stableFile(path, 'iccid')).rejects.toThrow('expected a regular file')
  })

  it.each(['/', '/no/such/file'])('refuses %s', async (path) => {
    await expect(stableFile(path, 'iccid')).rejects.toThrow('file')
  })
})
