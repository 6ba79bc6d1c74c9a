import { SNSClient } from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'
import { topicMailboxes } from '../../../operations/adapters/mailboxes.ts'
import { startStubService } from '../support/stub-service.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:mails'

const member = (Protocol: string, Endpoint: string, SubscriptionArn: string) =>
  `<member><TopicArn>${TOPIC}</TopicArn><Protocol>${Protocol}</Protocol><Endpoint>${Endpoint}</Endpoint>` +
  `<SubscriptionArn>${SubscriptionArn}</SubscriptionArn></member>`

const answerOf = (members: readonly string[], nextToken = '') => ({
  headers: { 'content-type': 'text/xml' },
  body:
    '<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult>' +
    `<Subscriptions>${members.join('')}</Subscriptions>${nextToken && `<NextToken>${nextToken}</NextToken>`}` +
    '</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>',
})

describe('topicMailboxes', () => {
  it('finds mailboxes on every page, whether they confirmed or not, and nobody else', async () => {
    const asked: string[] = []
    const settings = await startStubService(({ body }) => {
      asked.push(body)
      return body.includes('NextToken=more')
        ? answerOf([member('email', 'new@example.com', 'PendingConfirmation')])
        : answerOf(
            [
              member('email', 'ops@example.com', `${TOPIC}:1`),
              member('https', 'https://example.com', `${TOPIC}:2`),
              member('email', 'old@example.com', 'Deleted'),
            ],
            'more',
          )
    })

    const found = await topicMailboxes(new SNSClient(settings))(TOPIC)

    expect(found).toEqual([
      { address: 'ops@example.com', isConfirmed: true },
      { address: 'new@example.com', isConfirmed: false },
    ])
    expect(asked).toHaveLength(2)
    expect(asked[0]).toContain(encodeURIComponent(TOPIC))
  })
})
