import { describe, expect, it } from 'vitest'
import { describeError, nextAfterFirstCall } from '../../operations/describe-error.ts'

const named = (name: string, message: string) => Object.assign(new Error(message), { name })

describe('describeError', () => {
  it('leaves neither a control character nor a token', () => {
    const text = describeError(new Error('a\u001b[2Kb?token=eyJhbGciOiJF.eyJzdWIi.c2ln\nnext'))

    expect(text).toBe('Error: a\\u{1b}[2Kb?token=[hidden]\nnext')
  })
})

describe('nextAfterFirstCall', () => {
  it.each([
    [new Error('Region is missing'), /AWS_REGION/],
    [named('CredentialsProviderError', 'Could not load credentials'), /aws configure/],
    [named('ExpiredTokenException', 'The security token is expired'), /aws configure/],
    [new Error('getaddrinfo ENOTFOUND sts.mars.amazonaws.com'), /^aws sts get-caller-identity$/],
  ])('knows what to do after %s', (error, expected) => {
    expect(nextAfterFirstCall(error)).toMatch(expected)
  })
})
