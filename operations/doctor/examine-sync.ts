import type { LivingStack } from '../teardown/ports.ts'
import { attempt } from './attempt.ts'
import { type Finding, problem } from './finding.ts'
import { judgeObject, judgeSecret } from './judge-source.ts'
import { judgeReport, judgeSchedule, renewSync } from './judge-sync.ts'
import type { DoctorAws, Schedule } from './ports.ts'
import { resourceIds } from './resource-ids.ts'

type SyncAws = Pick<DoctorAws, 'stacks' | 'functions' | 'sync'>

export interface DeployedSync {
  readonly stage: string
  readonly identity: LivingStack
  /** In milliseconds since 1970. */
  readonly now: number
}

const findSchedules = async (aws: SyncAws, stackId: string): Promise<readonly Schedule[]> => {
  const rules = await resourceIds(aws.stacks, stackId, 'AWS::Events::Rule')
  const found = await Promise.all(rules.map((rule) => aws.sync.schedule(rule)))
  return found.filter((schedule) => schedule !== undefined)
}

const judgeSource = async (
  aws: SyncAws,
  { stage, now }: DeployedSync,
  variables: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> => {
  const {
    INVENTORY_CREDENTIALS_SECRET_ARN: secret,
    INVENTORY_BUCKET: bucket,
    INVENTORY_KEY: key,
  } = variables
  if (secret !== undefined) return [judgeSecret(stage, secret, await aws.sync.secret(secret))]
  if (bucket === undefined || key === undefined) return []
  return [judgeObject({ bucket, key }, await aws.sync.object(bucket, key), now)]
}

/** Looks at the inventory sync, where a deployment has one. */
export const examineSync = async (
  aws: SyncAws,
  deployed: DeployedSync,
): Promise<readonly Finding[]> => {
  const { stage, identity, now } = deployed
  const { InventorySyncFunctionName: name, InventoryRunsTableName: table } = identity.outputs
  if (name === undefined || table === undefined) return []
  const variables = await aws.functions.environment(name)
  const source = variables?.INVENTORY_KIND
  if (variables === undefined || source === undefined) {
    return [problem('inventory sync', 'its function is not there', renewSync(stage))]
  }
  let schedules: readonly Schedule[] = []
  return [
    ...(await attempt('inventory schedule', async () => {
      schedules = await findSchedules(aws, identity.id)
      return judgeSchedule(stage, schedules)
    })),
    ...(await attempt('inventory source', () => judgeSource(aws, deployed, variables))),
    ...(await attempt('inventory sync', async () =>
      judgeReport(stage, await aws.sync.lastReport(table, source), schedules, now),
    )),
  ]
}
