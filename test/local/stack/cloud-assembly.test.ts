import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCloudAssembly } from '../../../local/stack/cloud-assembly.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assembly-'))
})

afterEach(() => rm(directory, { recursive: true }))

const write = (name: string, content: unknown): Promise<void> =>
  writeFile(join(directory, name), JSON.stringify(content))

const stackArtifact = (name: string, dependencies: string[]) => ({
  type: 'aws:cloudformation:stack',
  dependencies,
  properties: { templateFile: `${name}.template.json`, stackName: `stack-${name}` },
})

describe('readCloudAssembly', () => {
  it('reads the stacks in the order of their dependencies', async () => {
    await write('manifest.json', {
      artifacts: {
        api: stackArtifact('api', ['tables', 'api.assets']),
        tables: stackArtifact('tables', []),
        Tree: { type: 'cdk:tree' },
      },
    })
    await write('api.template.json', { Resources: {} })
    await write('tables.template.json', { Resources: {} })

    const { stacks } = await readCloudAssembly(directory)

    expect(stacks.map(({ stackName }) => stackName)).toEqual(['stack-tables', 'stack-api'])
  })

  it('finds the folder of an asset by its object key', async () => {
    await write('manifest.json', {
      artifacts: { 'a.assets': { type: 'cdk:asset-manifest', properties: { file: 'a.json' } } },
    })
    await write('a.json', {
      files: {
        abc: { source: { path: 'asset.abc' }, destinations: { d: { objectKey: 'abc.zip' } } },
      },
    })

    const { assetPath } = await readCloudAssembly(directory)

    expect(assetPath('abc.zip')).toBe(join(directory, 'asset.abc'))
    expect(assetPath('other.zip')).toBeUndefined()
  })

  it('refuses a folder without a manifest', async () => {
    await expect(readCloudAssembly(directory)).rejects.toThrow('manifest.json')
  })
})
