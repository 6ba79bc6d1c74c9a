import { describe, expect, it } from 'vitest'
import {
  type Credentials,
  credentialsFromHeaders,
  credentialsFromQuery,
  credentialsFromUsername,
} from '../../../../local/iot-core/authentication/credentials.ts'

const NAMED = 'x-amz-customauthorizer-name=sim'
const SIGNED = 'x-amz-customauthorizer-signature=a%2Bb%2Fc%3D%3D'

const summary = ({ authorizerName, signature, token }: Credentials) => ({
  authorizerName,
  signature,
  token: token('token')?.decoded,
})

const reasonOf = (act: () => unknown): unknown => {
  try {
    act()
    return 'no error'
  } catch (error) {
    return Object(error).reason
  }
}

describe('credentialsFromUsername', () => {
  const complete = { authorizerName: 'sim', signature: 'a+b/c==', token: 'h.p.s' }

  it.each([
    ["the vendor's layout", `h.p.s?${NAMED}&${SIGNED}&token=h.p.s`],
    ['another order', `u?token=h.p.s&${SIGNED}&${NAMED}`],
    ['an empty user name', `?${NAMED}&${SIGNED}&token=h.p.s`],
    [
      'the suffix of the JavaScript SDK v1',
      `u?${NAMED}&${SIGNED}&token=h.p.s?SDK=JavaScript&Version=2.2.16`,
    ],
    [
      'the parameters of the SDK v2',
      `u?${NAMED}&token=h.p.s&${SIGNED}&SDK=NodeJSv2&Platform=linux&Metadata=(a=1%;b)`,
    ],
    ['metrics twice', `u?SDK=a&${NAMED}&SDK=b&${SIGNED}&token=h.p.s`],
    ['a raw signature', `u?${NAMED}&x-amz-customauthorizer-signature=a+b/c==&token=h.p.s`],
    ['empty pairs and others', `u?&${NAMED}&&${SIGNED}&token=h.p.s&flag&x=1`],
  ])('reads %s', (_what, username) => {
    expect(summary(credentialsFromUsername(username))).toEqual(complete)
  })

  it.each([
    ['no parameters', 'user'],
    ['nothing', ''],
    ['only metrics', 'user?SDK=JavaScript&Version=2.2.16'],
    ['empty values', 'user?x-amz-customauthorizer-name=&x-amz-customauthorizer-signature&token='],
    ['names in other case', 'user?X-Amz-CustomAuthorizer-Name=sim&Token=x'],
  ])('finds no credentials in %s', (_what, username) => {
    expect(summary(credentialsFromUsername(username))).toEqual({})
  })

  it.each([
    ['a malformed escape', 'u?token=%zz'],
    ['half an escape', 'u?token=%2'],
    ['an escape that is no UTF-8', 'u?token=%ff'],
    ['a malformed name', 'u?%=x'],
    ['the authorizer twice', `u?${NAMED}&${NAMED}`],
    ['the token twice', 'u?token=a&token=b'],
    ['a name twice, once encoded', 'u?token=a&tok%65n=b'],
  ])('refuses %s', (_what, username) => {
    expect(reasonOf(() => credentialsFromUsername(username))).toBe('MALFORMED_CREDENTIALS')
  })

  it('turns a plus into a space only as an option', () => {
    const username = 'u?x-amz-customauthorizer-signature=a+b%2Bc'

    expect(credentialsFromUsername(username).signature).toBe('a+b+c')
    expect(credentialsFromUsername(username, { plus: 'space' }).signature).toBe('a b+c')
  })

  it('takes names in any case only as an option', () => {
    const credentials = credentialsFromUsername('u?X-Amz-CustomAuthorizer-Name=sim&TOKEN=t', {
      nameCase: 'insensitive',
    })

    expect(summary(credentials)).toMatchObject({ authorizerName: 'sim', token: 't' })
  })

  it('refuses a second question mark only as an option', () => {
    const username = 'u?token=t?SDK=JavaScript&Version=2.2.16'

    expect(
      reasonOf(() => credentialsFromUsername(username, { secondQuestionMark: 'refuse' })),
    ).toBe('MALFORMED_CREDENTIALS')
  })

  it('keeps the raw token beside the decoded one', () => {
    expect(credentialsFromUsername('u?token=a%2Eb').token('token')).toEqual({
      raw: 'a%2Eb',
      decoded: 'a.b',
    })
  })

  it('does not take a token for an inherited property', () => {
    expect(credentialsFromUsername('u?a=b').token('constructor')).toBeUndefined()
  })
})

describe('credentialsFromQuery', () => {
  it('reads the parameters of an HTTPS publish', () => {
    const credentials = credentialsFromQuery(`?qos=1&${NAMED}&${SIGNED}&token=h.p.s`)

    expect(summary(credentials)).toEqual({
      authorizerName: 'sim',
      signature: 'a+b/c==',
      token: 'h.p.s',
    })
  })

  it('finds nothing in an empty query', () => {
    expect(summary(credentialsFromQuery(''))).toEqual({})
  })
})

describe('credentialsFromHeaders', () => {
  it('takes values as they are, under names in any case', () => {
    const credentials = credentialsFromHeaders({
      'x-amz-customauthorizer-name': 'sim',
      'x-amz-customauthorizer-signature': 'a+b/c==',
      'my-token': 'a%2Eb',
    })

    expect(credentials).toMatchObject({ authorizerName: 'sim', signature: 'a+b/c==' })
    expect(credentials.token('My-Token')?.decoded).toBe('a%2Eb')
  })

  it('does not take a token for an inherited property', () => {
    expect(credentialsFromHeaders({}).token('constructor')).toBeUndefined()
  })
})
