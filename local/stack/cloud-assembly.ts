import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { orderByDependencies } from './order.ts'
import { readTemplate, type Template } from './template.ts'

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
})

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
})

export interface AssemblyStack {
  readonly stackName: string
  readonly template: Template
}

/** What `cdk synth` wrote: the stacks in the order of their dependencies, and their assets. */
export interface CloudAssembly {
  readonly stacks: readonly AssemblyStack[]
  /** The folder or file that a deployment would upload under this S3 object key. */
  readonly assetPath: (objectKey: string) => string | undefined
}

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

const readAssetPaths = async (
  directory: string,
  manifestFiles: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const paths = new Map<string, string>()
  for (const file of manifestFiles) {
    const { files } = assetsSchema.parse(await readJson(join(directory, file)))
    for (const { source, destinations } of Object.values(files))
      for (const { objectKey } of Object.values(destinations))
        if (source.path !== undefined) paths.set(objectKey, resolve(directory, source.path))
  }
  return paths
}

/** Reads the output directory of `cdk synth`. */
export const readCloudAssembly = async (directory: string): Promise<CloudAssembly> => {
  const { artifacts } = manifestSchema.parse(await readJson(join(directory, 'manifest.json')))
  const idsOfType = (type: string): string[] =>
    Object.keys(artifacts).filter((id) => artifacts[id]?.type === type)
  const ordered = orderByDependencies(
    idsOfType('aws:cloudformation:stack'),
    (id) => artifacts[id]?.dependencies ?? [],
  )
  const stacks = await Promise.all(
    ordered.map(async (id) => {
      const properties = artifacts[id]?.properties ?? {}
      return {
        stackName: typeof properties.stackName === 'string' ? properties.stackName : id,
        template: await readTemplate(join(directory, String(properties.templateFile))),
      }
    }),
  )
  const assetPaths = await readAssetPaths(
    directory,
    idsOfType('cdk:asset-manifest').map((id) => String(artifacts[id]?.properties.file)),
  )
  return { stacks, assetPath: (objectKey) => assetPaths.get(objectKey) }
}
