import { describe, expect, it } from 'vitest'
import type { ExpectedClaims } from '../../../domain/token-claims.ts'
import { requireFixedClaims } from '../../../lambdas/signing-keys/fixed-claims.ts'

describe('requireFixedClaims', () => {
  it.each([
    [{}, {}],
    [{ issuer: 'a' }, { issuer: 'a' }],
    [
      { issuer: 'a', audience: 'b' },
      { audience: 'b', issuer: 'a' },
    ],
  ] satisfies [ExpectedClaims, ExpectedClaims][])('takes %j for %j', (requested, fixed) => {
    expect(() => requireFixedClaims(requested, fixed)).not.toThrow()
  })

  it.each([
    [{ issuer: 'a' }, {}, 'tokenIssuer: expected none, got "a"'],
    [{ audience: 'a' }, {}, 'tokenAudience: expected none, got "a"'],
    [{ issuer: 'a' }, { issuer: 'b' }, 'tokenIssuer: expected "b", got "a"'],
    [{ audience: 'B' }, { audience: 'b' }, 'tokenAudience: expected "b", got "B"'],
    // Later it could not be told from one that was never there, and then be set again.
    [{}, { issuer: 'b' }, 'tokenIssuer: expected "b", got none'],
    [
      { issuer: 'a', audience: 'b' },
      { audience: 'c' },
      'tokenIssuer: expected none, got "a"; tokenAudience: expected "c", got "b"',
    ],
  ] satisfies [ExpectedClaims, ExpectedClaims, string][])(
    'refuses %j for %j and says what to do instead',
    (requested, fixed, message) => {
      expect(() => requireFixedClaims(requested, fixed)).toThrow(message)
      expect(() => requireFixedClaims(requested, fixed)).toThrow(
        'deploy another stage with it, let devices onboard there, then remove this one',
      )
    },
  )

  it('fits into what CloudFormation shows of a failure', () => {
    const long = 'x'.repeat(256)
    const refuse = () => requireFixedClaims({ issuer: long, audience: long }, { issuer: 'a' })

    expect(refuse).toThrow(/^.{1,500}$/)
  })
})
