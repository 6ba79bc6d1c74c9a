import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

export interface AlarmTopicProps {
  /** Whoever reads it there has to confirm the subscription once. */
  readonly email: string
}

/** An encrypted topic from which alarms reach a mailbox. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic

  constructor(scope: Construct, id: string, { email }: AlarmTopicProps) {
    super(scope, id)
    // Alarms cannot publish through the AWS managed key, because its policy does not admit CloudWatch.
    const key = new Key(this, 'Key', {
      description: 'simpass: encrypts alarm messages',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    })
    key.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey*')
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true })
    // The TLS rule replaces the default policy, under which the account's own alarms could publish.
    this.topic.grantPublish(cloudWatch)
    this.topic.addSubscription(new EmailSubscription(email))
  }
}
