import { describe, expect, it } from 'vitest'
import { AuthenticationRefusal } from '../../../../local/iot-core/authentication/authentication-refusal.ts'
import { parseAuthorizerResult } from '../../../../local/iot-core/authentication/parse-authorizer-result.ts'
import { admission, policy } from './support/authentication.ts'

const policyOf = (length: number) => {
  const empty = JSON.stringify({ ...policy, Id: '' }).length
  return { ...policy, Id: 'x'.repeat(length - empty) }
}

const without = (name: string) =>
  Object.fromEntries(Object.entries(admission).filter(([key]) => key !== name))

describe('parseAuthorizerResult', () => {
  it.each([
    ['ten documents', { policyDocuments: Array(10).fill(policy) }],
    ['no document', { policyDocuments: [] }],
    ['a document of 2048 characters', { policyDocuments: [policyOf(2048)] }],
    [
      'white space beyond that',
      { policyDocuments: [`${JSON.stringify(policyOf(2048))}${' '.repeat(500)}`] },
    ],
    [
      'the shortest and longest times',
      { refreshAfterInSeconds: 300, disconnectAfterInSeconds: 86_400 },
    ],
    ['members it does not know', { context: { a: 1 } }],
    ['a principal of 128 characters', { principalId: 'a'.repeat(128) }],
  ])('accepts %s', (_what, members) => {
    expect(parseAuthorizerResult({ ...admission, ...members })).toMatchObject({
      refreshAfterInSeconds: 300,
      disconnectAfterInSeconds: 86_400,
    })
  })

  it('gives the documents as the Lambda wrote them beside the parsed ones', () => {
    const text = JSON.stringify(policy, null, 1)

    expect(
      parseAuthorizerResult({ ...admission, policyDocuments: [text, policy] })?.policyTexts,
    ).toEqual([text, JSON.stringify(policy)])
  })

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /object/],
    ['null', null, /object/],
    ['a list', [admission], /object/],
    ['a text', JSON.stringify(admission), /object/],
    ['an empty object', {}, /isAuthenticated/],
    ['"true"', { ...admission, isAuthenticated: 'true' }, /isAuthenticated/],
    ['1', { ...admission, isAuthenticated: 1 }, /isAuthenticated/],
    ['no principal', without('principalId'), /principalId/],
    ['an empty principal', { ...admission, principalId: '' }, /principalId/],
    ['a principal with a hyphen', { ...admission, principalId: 'a-b' }, /principalId/],
    ['a principal with a line break', { ...admission, principalId: 'a\n' }, /principalId/],
    ['a long principal', { ...admission, principalId: 'a'.repeat(129) }, /principalId/],
    ['no documents', without('policyDocuments'), /policyDocuments/],
    ['one document outside a list', { ...admission, policyDocuments: policy }, /policyDocuments/],
    ['eleven documents', { ...admission, policyDocuments: Array(11).fill(policy) }, /at most 10/],
    ['a long document', { ...admission, policyDocuments: [policyOf(2049)] }, /2048.*2049/],
    ['a document that is null', { ...admission, policyDocuments: [null] }, /policyDocuments\[0\]/],
    [
      'a document with NotAction',
      { ...admission, policyDocuments: [policy, { ...policy, NotAction: '*' }] },
      /\[1\].*NotAction/,
    ],
    ['no refresh time', without('refreshAfterInSeconds'), /refreshAfterInSeconds/],
    ['no disconnect time', without('disconnectAfterInSeconds'), /disconnectAfterInSeconds/],
    ['a refresh time of 299', { ...admission, refreshAfterInSeconds: 299 }, /refresh.*299/],
    ['a disconnect time of 86401', { ...admission, disconnectAfterInSeconds: 86_401 }, /86401/],
    ['half a second', { ...admission, refreshAfterInSeconds: 300.5 }, /300.5/],
    ['a time as text', { ...admission, refreshAfterInSeconds: '300' }, /refresh/],
  ])('refuses %s', (_what, answer, message) => {
    expect(() => parseAuthorizerResult(answer)).toThrow(AuthenticationRefusal)
    expect(() => parseAuthorizerResult(answer)).toThrow(message)
  })

  it('clamps times, and takes the longest for a missing one, as options', () => {
    const options = { missingSeconds: 'maximum', outOfRangeSeconds: 'clamp' } as const
    const answer = { ...without('disconnectAfterInSeconds'), refreshAfterInSeconds: 30 }

    expect(parseAuthorizerResult(answer, options)).toMatchObject({
      refreshAfterInSeconds: 300,
      disconnectAfterInSeconds: 86_400,
    })
  })
})
