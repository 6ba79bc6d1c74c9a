import { RemovalPolicy } from 'aws-cdk-lib'
import type { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

export interface MailTopicProps {
  /** Whoever reads it there has to confirm the subscription once. */
  readonly email: string
  /** What is sent, in the words of an operator who reads the KMS console. */
  readonly description: string
  /** The AWS service that publishes. */
  readonly publisher: ServicePrincipal
}

/** An encrypted topic from which what a service publishes reaches a mailbox. */
export class MailTopic extends Construct {
  readonly topic: ITopic

  constructor(scope: Construct, id: string, props: MailTopicProps) {
    super(scope, id)
    // Services cannot publish through the AWS managed key, because its policy does not admit them.
    const key = new Key(this, 'Key', {
      description: `simpass: encrypts ${props.description}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    key.grant(props.publisher, 'kms:Decrypt', 'kms:GenerateDataKey*')
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true })
    // The TLS rule replaces the default policy, under which the account itself could publish.
    this.topic.grantPublish(props.publisher)
    this.topic.addSubscription(new EmailSubscription(props.email))
  }
}
