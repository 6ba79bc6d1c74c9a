import { z } from 'zod'
import type { OnBusActivity } from '../events/bus-activity.ts'
import type { BusEvent } from '../events/bus-event.ts'

const oneOrMore = z.union([z.array(z.string()), z.string().transform((one) => [one])])

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Principal: z.union([z.string(), z.object({ Service: oneOrMore.default([]) })]),
  Condition: z.unknown().optional(),
})

const policySchema = z.object({ Statement: z.array(statementSchema) })

type Policy = z.output<typeof policySchema>

interface Topic {
  readonly addresses: string[]
  readonly policies: Policy[]
}

const allows = ({ Statement }: Policy, service: string): boolean =>
  Statement.some(
    ({ Effect, Action, Principal, Condition }) =>
      Effect === 'Allow' &&
      Condition === undefined &&
      Action.includes('sns:Publish') &&
      typeof Principal === 'object' &&
      Principal.Service.includes(service),
  )

/** The topics of one account, whose subscriptions are mailboxes that have confirmed. */
export class Topics {
  readonly #topics = new Map<string, Topic>()
  readonly #onActivity: OnBusActivity

  constructor(onActivity: OnBusActivity) {
    this.#onActivity = onActivity
  }

  create(arn: string): void {
    this.#topics.set(arn, { addresses: [], policies: [] })
  }

  subscribe(arn: string, address: string): void {
    this.#find(arn).addresses.push(address)
  }

  addPolicy(arn: string, document: unknown): void {
    this.#find(arn).policies.push(policySchema.parse(document))
  }

  /** What a service sends, if a policy of the topic lets it without a condition; of those none holds for EventBridge. */
  publish(arn: string, service: string, event: BusEvent): void {
    const { addresses, policies } = this.#find(arn)
    if (!policies.some((policy) => allows(policy, service)))
      throw new Error(`expected a policy of ${arn} that lets ${service} publish, got none`)
    for (const to of addresses) this.#onActivity({ kind: 'mail', event, to })
  }

  #find(arn: string): Topic {
    const topic = this.#topics.get(arn)
    if (topic === undefined) throw new Error(`expected a topic, got ${arn}`)
    return topic
  }
}
