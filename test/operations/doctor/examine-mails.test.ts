import { describe, expect, it } from 'vitest'
import { examineMails } from '../../../operations/doctor/examine-mails.ts'
import type { Mailbox } from '../../../operations/doctor/ports.ts'
import { aStack, FakeCloud } from '../support/fake-cloud.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:simpass-prod-identity-Mail'
const SUBSCRIBE = `aws sns subscribe --topic-arn ${TOPIC} --protocol email --notification-endpoint`

const examine = (
  mailboxes: readonly Mailbox[],
  resources: Parameters<typeof aStack>[1] = { Topic: ['AWS::SNS::Topic', TOPIC] },
) => {
  const identity = aStack('identity', resources)
  const { stacks } = new FakeCloud([identity]).aws
  return examineMails(
    { stacks, mailboxes: async (topic) => (topic === TOPIC ? mailboxes : []) },
    identity,
  )
}

describe('examineMails', () => {
  it('has nothing to say of a deployment that mails nobody', async () => {
    expect(await examine([], { Sims: ['AWS::DynamoDB::GlobalTable', 'sims'] })).toEqual([])
  })

  it('is content with a mailbox that has confirmed', async () => {
    expect(await examine([{ address: 'ops@example.com', isConfirmed: true }])).toEqual([
      { check: 'mails', result: 'ok', message: 'ops@example.com is subscribed' },
    ])
  })

  it('says which mailbox has not confirmed, and how AWS asks it again', async () => {
    expect(await examine([{ address: 'ops@example.com', isConfirmed: false }])).toEqual([
      {
        check: 'mails',
        result: 'problem',
        message: expect.stringMatching(/^ops@example\.com gets none until it confirms/),
        next: `${SUBSCRIBE} ops@example.com`,
      },
    ])
  })

  it('says that nobody is subscribed any more', async () => {
    expect(await examine([])).toEqual([
      {
        check: 'mails',
        result: 'problem',
        message: expect.stringMatching(/^no mailbox is subscribed any more/),
        next: `${SUBSCRIBE} <mailbox>`,
      },
    ])
  })
})
