import { Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { MailTopic } from './mail-topic.ts'

/** A topic from which alarms of this account reach a mailbox. */
export const createAlarmTopic = (scope: Construct, id: string, email: string): ITopic =>
  new MailTopic(scope, id, {
    email,
    description: 'alarm messages',
    publisher: new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  }).topic
