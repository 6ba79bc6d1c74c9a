import { describe, expect, it } from 'vitest'
import { CommandError } from '../../../operations/sims/command-error.ts'
import { describeError, toText } from '../../../operations/sims/describe-error.ts'
import { UsageError } from '../../../operations/sims/usage-error.ts'

const named = (name: string, message: string, code?: string): Error =>
  Object.assign(new Error(message), { name, ...(code && { code }) })

describe('describeError', () => {
  it.each([
    ['REGION_UNKNOWN', named('Error', 'Region is missing'), '--region'],
    ['REGION_UNKNOWN', named('Error', 'Region not accepted: region="x y"'), '--region'],
    ['CREDENTIALS_MISSING', named('CredentialsProviderError', 'Could not load'), 'AWS_PROFILE'],
    ['CREDENTIALS_MISSING', named('TokenProviderError', 'Token is expired'), 'aws sso login'],
    ['CREDENTIALS_REFUSED', named('ExpiredToken', 'it is expired'), 'aws sso login'],
    ['CREDENTIALS_REFUSED', named('UnrecognizedClientException', 'invalid'), 'sign in again'],
    ['CREDENTIALS_REFUSED', named('InvalidClientTokenId', 'invalid'), 'sign in again'],
    ['ACCESS_DENIED', named('AccessDenied', 'not authorized to perform: x:Y'), 'x:Y'],
    ['ACCESS_DENIED', named('AccessDeniedException', 'not authorized: x:Y'), 'inventory.md'],
    ['AWS_UNREACHABLE', named('Error', 'getaddrinfo ENOTFOUND x', 'ENOTFOUND'), 'Region'],
    ['AWS_UNREACHABLE', named('Error', '', 'ECONNREFUSED'), 'the network'],
    ['ResourceNotFoundException', named('ResourceNotFoundException', 'no table'), 'no table'],
    ['INTERNAL_ERROR', named('TypeError', 'x is no function'), 'x is no function'],
    ['INTERNAL_ERROR', 'thrown text', 'thrown text'],
    ['UsageError', new UsageError('expected this'), 'expected this'],
    ['STACK_UNKNOWN', new CommandError('STACK_UNKNOWN', 'expected a stack'), 'expected a stack'],
  ])('says %s', (code, error, message) => {
    expect(describeError(error)).toEqual({ code, message: expect.stringContaining(message) })
  })

  it('is one line, whatever came', () => {
    const error = named('AccessDenied', `line\none \u001b[2J${'x'.repeat(5000)}`)

    expect(toText(describeError(error))).toMatch(/^ACCESS_DENIED: \P{Cc}{1,600}$/u)
  })
})
