import { Stack } from 'aws-cdk-lib'
import { Match, Rule } from 'aws-cdk-lib/aws-events'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import {
  EVENT_SOURCE,
  type NotificationSettings,
  RUN_SUMMARY_TYPE,
  SIM_CHANGE_TYPES,
  SIM_EVENT_TYPES,
  type SimEventType,
} from './inventory-settings.ts'
import { MailTopic } from './mail-topic.ts'

const CHANGES: readonly SimEventType[] = SIM_CHANGE_TYPES
const DEFAULT_TYPES = SIM_EVENT_TYPES.filter((type) => type !== 'SIM Added')

/** Of changes that are not mailed one by one the summary has to be. */
const withSummary = (types: readonly SimEventType[]): SimEventType[] =>
  types.includes(RUN_SUMMARY_TYPE) || !types.some((type) => CHANGES.includes(type))
    ? [...types]
    : [...types, RUN_SUMMARY_TYPE]

/** Mails what happens to the SIMs of this deployment. */
export class SimNotifications extends Construct {
  constructor(scope: Construct, id: string, { email, events }: NotificationSettings) {
    super(scope, id)
    const { topic } = new MailTopic(this, 'Mail', {
      email,
      description: 'messages about SIMs',
      // Without a condition: SNS supports none for what EventBridge sends to an encrypted topic.
      publisher: new ServicePrincipal('events.amazonaws.com'),
    })
    new Rule(this, 'Rule', {
      description: 'simpass: mails what happens to SIMs',
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: withSummary(events ?? DEFAULT_TYPES),
        // The default bus is the whole account's: another stage there says the same things about its own SIMs.
        // Nobody reads a thousand mails of one run, and what stops a sync would be lost among them.
        detail: { deployment: [Stack.of(this).stackName], bulk: Match.doesNotExist() },
      },
      targets: [{ bind: () => ({ arn: topic.topicArn }) }],
    })
  }
}
