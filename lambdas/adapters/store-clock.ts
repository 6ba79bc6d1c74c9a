import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** HTTP dates are in whole seconds, cut off. */
const SECOND_MS = 1000

const dateOf = (response: unknown): number => {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return NaN
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return NaN
  return typeof headers.date === 'string' ? Date.parse(headers.date) : NaN
}

/**
 * This machine's clock, put right by what the answers of DynamoDB say about theirs: deadlines and revocations are
 * compared across machines, and the SDK lets a wrong clock pass by signing with the service's time. An answer says that the
 * service's clock stood at its date at some moment between request and answer; a clock for which that can be is left as
 * it is. To be asked after an answer: before the first one it is this machine's.
 *
 * @param now this machine's, in milliseconds since 1970
 */
export const storeClock = (client: DynamoDBClient, now: () => number = Date.now) => {
  let offset = 0
  const learn = (date: number, sentAt: number, answeredAt: number): void => {
    const atLeast = date - answeredAt
    const lessThan = date + SECOND_MS - sentAt
    // NaN without a date; the other way round when this clock was set while the call was under way.
    if (atLeast > lessThan || Number.isNaN(date)) return
    offset = Math.min(Math.max(offset, atLeast), lessThan)
  }
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = now()
      const answer = await next(args)
      learn(dateOf(answer.response), sentAt, now())
      return answer
    },
    // Below the retries, and above what makes an error of an answer.
    { step: 'deserialize', priority: 'low', name: 'storeClock' },
  )
  return (): number => now() + offset
}
