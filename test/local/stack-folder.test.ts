import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimFolder, FolderError } from '../../local/stack-folder.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'stack-folder-'))
})
afterEach(() => rm(parent, { recursive: true }))

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

describe('claimFolder', () => {
  it('makes the folder, holds it and gives it back', async () => {
    const directory = join(parent, 'new')

    const giveBack = await claimFolder(directory, process.pid)

    expect(await readdir(directory)).toEqual(['pid'])
    await giveBack()
    expect(await readdir(directory)).toEqual([])
  })

  it('refuses the folder of a process that lives', async () => {
    await claimFolder(parent, process.pid)

    await expect(claimFolder(parent, process.pid + 1)).rejects.toThrow(
      `got the stack of process ${process.pid}: stop it or choose another folder with --dir`,
    )
  })

  it.each([
    ['a process that is gone', deadPid],
    ['nobody', async () => 'not a number'],
  ])('takes over the folder of %s', async (_, left) => {
    await writeFile(join(parent, 'pid'), String(await left()))

    await expect(claimFolder(parent, process.pid)).resolves.toBeTypeOf('function')
  })

  it('says in one line that it is no folder', async () => {
    const file = join(parent, 'file')
    await writeFile(file, '')

    const claiming = claimFolder(file, process.pid)

    await expect(claiming).rejects.toThrow(FolderError)
    await expect(claiming).rejects.toThrow(/^expected .*file to be a folder .* got EEXIST/)
  })
})
