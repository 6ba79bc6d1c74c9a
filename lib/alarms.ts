import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { createAlarmTopic } from './alarm-topic.ts'
import type { DeviceApi } from './device-api.ts'
import type { InventorySync } from './inventory-sync.ts'
import type { NodeFunction } from './node-function.ts'

export interface AlarmsProps {
  readonly deviceApi: DeviceApi
  readonly authorizer: NodeFunction
  /** @default no inventory is read */
  readonly inventorySync?: InventorySync
  /** @default no topic: the alarms only show in CloudWatch */
  readonly email?: string
}

/** How many runs in a row may be missing before somebody is told. */
const MISSED_RUNS = 3

/** Devices cannot report that we fail them, so these do. */
export class Alarms extends Construct {
  private readonly topic: ITopic | undefined

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    const { deviceApi, authorizer, inventorySync, email } = props
    this.topic = email === undefined ? undefined : createAlarmTopic(this, 'Topic', email)
    const period = Duration.minutes(5)
    const statistic = 'Sum'

    this.watch(
      'OnboardingFailures',
      'Devices ask for tokens and get server errors',
      deviceApi.api.metricServerError({ period, statistic }),
    )
    this.watch(
      'AuthorizerErrors',
      'The authorizer fails, so devices cannot connect and live sessions end at their next refresh',
      authorizer.function.metricErrors({ period, statistic }),
    )
    this.watch(
      'AuthorizerThrottles',
      'The account has no Lambda concurrency left for the authorizer, so devices cannot connect',
      authorizer.function.metricThrottles({ period, statistic }),
    )
    if (inventorySync !== undefined) this.watchSync(inventorySync)
  }

  private watchSync(sync: InventorySync): void {
    this.watch(
      'InventorySyncHeld',
      "The operator's inventory shrank suspiciously: nothing of it is applied until somebody confirms it",
      sync.metricSyncs('held'),
    )
    this.watch(
      'InventorySyncFailures',
      "The operator's inventory could not be read or applied",
      sync.metricSyncs('failed'),
    )
    this.watch(
      'InventoryUnreadable',
      "Too much of the operator's inventory cannot be read: those SIMs stay as they are, whatever it says of them",
      sync.metricStaleSyncs(),
    )
    // Also what leaves no line in the log: a run that was killed, throttled or never started.
    this.add('InventorySyncMissing', {
      alarmDescription: `No sync with the operator's inventory was applied in ${MISSED_RUNS} runs`,
      metric: sync.metricSyncs('applied'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: MISSED_RUNS,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  /** An alarm at the first event; silence is health. */
  private watch(name: string, alarmDescription: string, metric: IMetric): void {
    this.add(name, {
      alarmDescription,
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  private add(name: string, props: AlarmProps): void {
    const alarm = new Alarm(this, name, props)
    if (this.topic !== undefined) alarm.addAlarmAction(new SnsAction(this.topic))
  }
}
