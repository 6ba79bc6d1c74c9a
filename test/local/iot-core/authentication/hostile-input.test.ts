import { describe, expect, it } from 'vitest'
import {
  admission,
  createAuthentication,
  httpContext,
  mqttContext,
} from './support/authentication.ts'

const PIECES = [
  '?',
  '&',
  '=',
  '%',
  '%00',
  '%2',
  '%ff',
  '%25',
  '+',
  ';',
  '\n',
  '\u0000',
  '\ud800',
  '😀',
  'SDK=',
  '?SDK=x',
  'x-amz-customauthorizer-name=',
  'x-amz-customauthorizer-signature=',
  'token=',
  'sim',
  'unsigned',
  'inactive',
  '__proto__',
  'constructor=',
  'a'.repeat(300),
  'QUJD',
  '==',
  '${',
]

/** The same pseudo-random choices on every run (a linear congruential generator). */
const createChoice = (seed: number) => {
  let state = seed
  return <T>(values: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return values[Math.floor((state / 2 ** 32) * values.length)] as T
  }
}

const usernames = (count: number): readonly string[] => {
  const choose = createChoice(1)
  const lengths = [1, 2, 3, 5, 8, 13]
  return Array.from({ length: count }, () =>
    Array.from({ length: choose(lengths) }, () => choose(PIECES)).join(''),
  )
}

describe('createCustomAuthentication with hostile input', () => {
  it('never rejects and never invokes a signing authorizer without a signature', async () => {
    const { authenticate, invocations } = createAuthentication()

    const answers = await Promise.all(
      usernames(2000).flatMap((text) => [
        authenticate(mqttContext(text)),
        authenticate(httpContext({}, `?${text}`)),
        authenticate(httpContext({ 'x-amz-customauthorizer-name': text, token: text })),
      ]),
    )

    const admitted = answers.filter(({ authenticated }) => authenticated)
    expect(new Set(admitted.map((answer) => Object(answer).authorizerName))).toEqual(
      new Set(['unsigned']),
    )
    expect(admitted).toHaveLength(invocations.length)
    expect(invocations.every(({ event }) => !event.signatureVerified)).toBe(true)
  })

  it.each([
    ['deep nesting', `${'['.repeat(1000)}${']'.repeat(1000)}`],
    ['a prototype', '{"__proto__":{"Version":"2012-10-17","Statement":[]}}'],
    ['statements of null', '{"Version":"2012-10-17","Statement":[null]}'],
    ['a number too large', '1e999'],
    ['a document of nothing', ''],
  ])('refuses %s for a policy', async (_what, document) => {
    const { authenticate, registry } = createAuthentication({
      ...admission,
      policyDocuments: [document],
    })
    registry.setDefault('unsigned')

    expect(await authenticate(mqttContext('user'))).toMatchObject({
      authenticated: false,
      reason: 'AUTHORIZER_RESPONSE_INVALID',
    })
  })
})
