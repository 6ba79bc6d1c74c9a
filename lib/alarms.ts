import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { createAlarmTopic } from './alarm-topic.ts'
import type { DeviceApi } from './device-api.ts'
import type { NodeFunction } from './node-function.ts'

export interface AlarmsProps {
  readonly deviceApi: DeviceApi
  readonly authorizer: NodeFunction
  /** @default no topic: the alarms only show in CloudWatch */
  readonly email?: string
}

/** Devices cannot report that we fail them, so these do. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { deviceApi, authorizer, email }: AlarmsProps) {
    super(scope, id)
    const topic = email === undefined ? undefined : createAlarmTopic(this, 'Topic', email)
    const period = Duration.minutes(5)
    const statistic = 'Sum'
    const watch = (name: string, description: string, metric: IMetric): void =>
      addAlarm(this, { name, description, metric, topic })

    watch(
      'OnboardingFailures',
      'Devices ask for tokens and get server errors',
      deviceApi.api.metricServerError({ period, statistic }),
    )
    watch(
      'AuthorizerErrors',
      'The authorizer fails, so devices cannot connect and live sessions end at their next refresh',
      authorizer.function.metricErrors({ period, statistic }),
    )
    watch(
      'AuthorizerThrottles',
      'The account has no Lambda concurrency left for the authorizer, so devices cannot connect',
      authorizer.function.metricThrottles({ period, statistic }),
    )
  }
}

interface AlarmSpec {
  readonly name: string
  readonly description: string
  readonly metric: IMetric
  readonly topic: ITopic | undefined
}

const addAlarm = (scope: Construct, { name, description, metric, topic }: AlarmSpec): void => {
  const alarm = new Alarm(scope, name, {
    alarmDescription: description,
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic))
}
