import { shellWord } from '../shell-word.ts'
import type { LivingStack } from '../teardown/ports.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { DoctorAws, Mailbox } from './ports.ts'
import { resourceIds } from './resource-ids.ts'

const CHECK = 'mails'

/** AWS sends its question again to a mailbox that is subscribed once more. */
const subscribe = (topicArn: string, mailbox: string): string =>
  `aws sns subscribe --topic-arn ${shellWord(topicArn)} --protocol email --notification-endpoint ${mailbox}`

const judgeMailboxes = (topicArn: string, mailboxes: readonly Mailbox[]): readonly Finding[] => {
  if (mailboxes.length === 0) {
    const message =
      'no mailbox is subscribed any more: SNS deletes who does not confirm, also after it deactivated a mailbox with more than ten mails a second'
    return [problem(CHECK, message, subscribe(topicArn, '<mailbox>'))]
  }
  return mailboxes.map(({ address, isConfirmed }) =>
    isConfirmed
      ? ok(CHECK, `${address} is subscribed`)
      : problem(
          CHECK,
          `${address} gets none until it confirms the subscription: AWS asks by mail`,
          subscribe(topicArn, shellWord(address)),
        ),
  )
}

/** Whether what is told of SIMs reaches a mailbox, where a deployment mails it. */
export const examineMails = async (
  { stacks, mailboxes }: Pick<DoctorAws, 'stacks' | 'mailboxes'>,
  identity: LivingStack,
): Promise<readonly Finding[]> => {
  const topics = await resourceIds(stacks, identity.id, 'AWS::SNS::Topic')
  const findings = await Promise.all(
    topics.map(async (topic) => judgeMailboxes(topic, await mailboxes(topic))),
  )
  return findings.flat()
}
