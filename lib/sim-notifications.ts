import { Stack } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import {
  EVENT_SOURCE,
  MAILED_EVENT_TYPES,
  type NotificationSettings,
} from './inventory-settings.ts'
import { MailTopic } from './mail-topic.ts'

/** Mails what happens to the SIMs of this deployment. */
export class SimNotifications extends Construct {
  constructor(scope: Construct, id: string, props: NotificationSettings) {
    super(scope, id)
    const { email, events = MAILED_EVENT_TYPES } = props
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
        detailType: [...events],
        // The default bus is the whole account's: another stage there says the same things about its own SIMs.
        detail: { deployment: [Stack.of(this).stackName] },
      },
      targets: [{ bind: () => ({ arn: topic.topicArn }) }],
    })
  }
}
