import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { z } from 'zod'
import { cloudFormationStacks } from '../adapters/cloudformation-stacks.ts'
import { parseStage, stackName } from '../deployment.ts'
import { UsageError } from './usage-error.ts'

/** Which deployment is meant, and where it is. */
export interface Target {
  readonly region?: string
  /** Of a local stack, which takes any credentials; real ones are never sent there. */
  readonly endpoint?: string
  /** Of IoT Core, where the account's own data endpoint is not meant. */
  readonly dataPlaneUrl?: string
  /** The identity stack's name. */
  readonly deployment: string
  readonly tables: {
    readonly sims: string
    readonly simAddresses: string
    readonly inventoryRuns: string
  }
  /** Name of the function; a deployment without the setting `inventory` has none. */
  readonly syncFunction?: string
}

export interface TargetFlags {
  readonly stage?: string
  readonly region?: string
  readonly local?: true
  /** Of the local stack. */
  readonly dir?: string
}

const endpointsFile = z.object({
  aws: z.object({
    endpoint: z.url(),
    region: z.string(),
    deployment: z.string(),
    tables: z.object({
      sims: z.string(),
      simAddresses: z.string(),
      inventoryRuns: z.string(),
    }),
    functions: z.object({ inventorySync: z.string().optional() }),
  }),
})

const findLocal = async (directory: string): Promise<Target> => {
  const file = join(directory, 'endpoints.json')
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`expected a local stack with ${file}, got none: start one with npm start`, {
      cause,
    })
  })
  const { aws } = endpointsFile.parse(JSON.parse(text))
  const { endpoint, region, deployment, tables, functions } = aws
  return { endpoint, region, deployment, tables, syncFunction: functions.inventorySync }
}

const outputs = z.object({
  SimsTableName: z.string(),
  SimAddressesTableName: z.string(),
  InventoryRunsTableName: z.string(),
  InventorySyncFunctionName: z.string().optional(),
})

const findDeployed = async (stage: string, region: string | undefined): Promise<Target> => {
  const deployment = stackName(parseStage(stage), 'identity')
  const stack = await cloudFormationStacks(new CloudFormationClient({ region })).find(deployment)
  if (stack === undefined) throw new Error(`expected a stack ${deployment}, got none`)
  const found = outputs.safeParse(stack.outputs)
  if (!found.success) {
    const names = found.error.issues.map(({ path }) => path.join('.')).join(', ')
    throw new Error(
      `expected the outputs of a current ${deployment}, got none for ${names}: deploy it again`,
    )
  }
  const { SimsTableName, SimAddressesTableName, InventoryRunsTableName } = found.data
  return {
    region,
    deployment,
    tables: {
      sims: SimsTableName,
      simAddresses: SimAddressesTableName,
      inventoryRuns: InventoryRunsTableName,
    },
    syncFunction: found.data.InventorySyncFunctionName,
  }
}

/** @throws UsageError unless exactly one of them is named */
export const findTarget = ({ stage, region, local, dir }: TargetFlags): Promise<Target> => {
  const isLocal = local === true || dir !== undefined
  if (stage !== undefined && !isLocal) return findDeployed(stage, region)
  if (isLocal && stage === undefined) return findLocal(dir ?? '.local')
  throw new UsageError('expected either --stage or --local')
}
