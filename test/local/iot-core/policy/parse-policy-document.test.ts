import { describe, expect, it } from 'vitest'
import { parsePolicyDocument } from '../../../../local/iot-core/policy/parse-policy-document.ts'
import { PolicySyntaxError } from '../../../../local/iot-core/policy/policy-syntax-error.ts'

const statement = { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }
const withStatement = (members: object) => ({
  Version: '2012-10-17',
  Statement: { ...statement, ...members },
})

describe('parsePolicyDocument', () => {
  it('reads single strings and lists alike, from an object or its JSON', () => {
    const document = {
      Version: '2012-10-17',
      Id: 'sim',
      Statement: [{ ...statement, Sid: 'one', Action: ['iot:Connect', 'iot:*'] }],
    }
    const parsed = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['iot:Connect', 'iot:*'], Resource: ['*'] }],
    }

    expect(parsePolicyDocument(document)).toEqual(parsed)
    expect(parsePolicyDocument(JSON.stringify(document))).toEqual(parsed)
    expect(parsePolicyDocument(withStatement({})).Statement).toHaveLength(1)
  })

  it('reads conditions, with booleans as text', () => {
    const Condition = {
      Bool: { 'aws:SecureTransport': true },
      'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['LastWill'] },
    }

    expect(parsePolicyDocument(withStatement({ Condition })).Statement[0]?.Condition).toEqual({
      Bool: { 'aws:SecureTransport': ['true'] },
      'ForAllValues:StringEquals': { 'iot:ConnectAttributes': ['LastWill'] },
    })
  })

  it.each([
    ['text that is not JSON', '{', /JSON/],
    ['null', null, /object/],
    ['an array', [], /object/],
    ['JSON of a number', '7', /object/],
    ['no version', { Statement: [statement] }, /Version/],
    ['the old version', { Version: '2008-10-17', Statement: [statement] }, /Version/],
    ['no statement', { Version: '2012-10-17' }, /Statement/],
    ['an empty list of statements', { Version: '2012-10-17', Statement: [] }, /Statement/],
    ['an unknown member', { Version: '2012-10-17', Statement: [], Statements: [] }, /Statements/],
    ['an effect in lower case', withStatement({ Effect: 'allow' }), /Effect/],
    ['an action that is no string', withStatement({ Action: 7 }), /Action/],
    ['an action without a service', withStatement({ Action: 'Connect' }), /Action/],
    ['an empty list of actions', withStatement({ Action: [] }), /Action/],
    ['an empty resource', withStatement({ Resource: '' }), /Resource/],
    ['no resource', withStatement({ Resource: undefined }), /Resource/],
    ['NotAction', withStatement({ NotAction: 'iot:Publish' }), /NotAction/],
    ['NotResource', withStatement({ NotResource: '*' }), /NotResource/],
    ['Principal', withStatement({ Principal: '*' }), /Principal/],
    ['a Sid that is no string', withStatement({ Sid: 1 }), /Sid/],
    ['a condition that is no object', withStatement({ Condition: 'x' }), /Condition/],
    [
      'an operator that is not emulated',
      withStatement({ Condition: { NumericEquals: {} } }),
      /NumericEquals/,
    ],
    [
      'a key that is not emulated',
      withStatement({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      /MultiFactor/,
    ],
    [
      'a condition value that is no string',
      withStatement({ Condition: { Bool: { 'aws:SecureTransport': 1 } } }),
      /SecureTransport/,
    ],
    ['an operator without keys', withStatement({ Condition: { Bool: 'true' } }), /Bool/],
  ])('refuses %s', (_what, document, message) => {
    expect(() => parsePolicyDocument(document)).toThrow(PolicySyntaxError)
    expect(() => parsePolicyDocument(document)).toThrow(message)
  })
})
