import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { z } from 'zod'
import { cloudFormationStacks } from '../adapters/cloudformation-stacks.ts'
import { parseStage, stackName } from '../deployment.ts'
import { CommandError } from './command-error.ts'
import { findLocalStack } from './local-stack.ts'
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

const outputs = z.object({
  SimsTableName: z.string(),
  SimAddressesTableName: z.string(),
  InventoryRunsTableName: z.string(),
  InventorySyncFunctionName: z.string().optional(),
})

const deploymentOf = (stage: string): string => {
  try {
    return stackName(parseStage(stage), 'identity')
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const findDeployed = async (stage: string, region: string | undefined): Promise<Target> => {
  const deployment = deploymentOf(stage)
  const stack = await cloudFormationStacks(new CloudFormationClient({ region })).find(deployment)
  if (stack === undefined) {
    throw new CommandError(
      'STACK_UNKNOWN',
      `expected a stack ${deployment} in this account and Region, got none: check --stage, --region and the AWS profile, or deploy it`,
    )
  }
  const found = outputs.safeParse(stack.outputs)
  if (!found.success) {
    const names = found.error.issues.map(({ path }) => path.join('.')).join(', ')
    throw new CommandError(
      'STACK_OUTDATED',
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

/**
 * Finds what the flags name.
 *
 * @throws UsageError unless exactly one of them is named
 * @throws CommandError STACK_UNKNOWN, STACK_OUTDATED, LOCAL_STACK_UNKNOWN
 */
export const findTarget = ({ stage, region, local, dir }: TargetFlags): Promise<Target> => {
  const isLocal = local === true || dir !== undefined
  if (stage !== undefined && !isLocal) return findDeployed(stage, region)
  if (isLocal && stage === undefined) return findLocalStack(dir ?? '.local')
  throw new UsageError(
    'expected either --stage or --local, or the folder of a local stack as --dir',
  )
}
