import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const topicProperties = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: withoutEffect,
  KmsMasterKeyId: withoutEffect,
  Tags: withoutEffect,
})

/** `AWS::SNS::Topic`. */
export const snsTopic: ResourceProvider = async (request, { account, topics }) => {
  const { TopicName } = parseProperties(topicProperties, request)
  const name = TopicName ?? physicalName(request, 256)
  const arn = arnOf(account, 'sns', name)
  topics.create(arn)
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } }
}

const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.literal('email'),
  Endpoint: z.string(),
})

/** `AWS::SNS::Subscription` of a mailbox, as if somebody had confirmed it. */
export const snsSubscription: ResourceProvider = async (request, { topics }) => {
  const { TopicArn, Endpoint } = parseProperties(subscriptionProperties, request)
  topics.subscribe(TopicArn, Endpoint)
  const arn = `${TopicArn}:${physicalName(request, 36)}`
  return { ref: arn, attributes: { Arn: arn } }
}

const policyProperties = z.strictObject({
  PolicyDocument: z.unknown(),
  Topics: z.array(z.string()).min(1),
})

/** `AWS::SNS::TopicPolicy`. */
export const snsTopicPolicy: ResourceProvider = async (request, { topics }) => {
  const { PolicyDocument, Topics } = parseProperties(policyProperties, request)
  for (const arn of Topics) topics.addPolicy(arn, PolicyDocument)
  return { ref: physicalName(request, 64), attributes: {} }
}
