import { describe, expect, it } from 'vitest'
import { arnLike, type InvokePermission, mayInvoke } from '../../../local/lambda/resource-policy.ts'

const authorizer = 'arn:aws:iot:eu-west-1:111122223333:authorizer/simpass'

const permission: InvokePermission = {
  principal: 'iot.amazonaws.com',
  sourceArn: authorizer,
  sourceAccount: '111122223333',
}

const caller = {
  kind: 'service',
  principal: 'iot.amazonaws.com',
  sourceArn: authorizer,
  sourceAccount: '111122223333',
} as const

describe('mayInvoke', () => {
  it('lets the permitted service in', () => {
    expect(mayInvoke([permission], caller)).toBe(true)
  })

  it('needs only one permission of several', () => {
    expect(mayInvoke([{ ...permission, sourceAccount: '0' }, permission], caller)).toBe(true)
  })

  it('lets roles of the account in without a permission', () => {
    expect(mayInvoke([], { kind: 'account' })).toBe(true)
  })

  it.each<[string, readonly InvokePermission[]]>([
    ['without any permission', []],
    ['with a permission for another service', [{ ...permission, principal: 'sns.amazonaws.com' }]],
    ['with a permission for another source', [{ ...permission, sourceArn: `${authorizer}2` }]],
    ['with a permission for another account', [{ ...permission, sourceAccount: '999' }]],
  ])('refuses a service %s', (_, permissions) => {
    expect(mayInvoke(permissions, caller)).toBe(false)
  })
})

describe('arnLike', () => {
  const api = 'arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/a/b'

  it.each([
    ['the ARN itself', api],
    ['a wildcard at the end', 'arn:aws:execute-api:eu-west-1:111122223333:abc/*'],
    ['a wildcard that spans slashes', 'arn:aws:execute-api:eu-west-1:111122223333:abc/*/b'],
    ['a wildcard for a segment', 'arn:aws:execute-api:*:111122223333:abc/prod/GET/a/b'],
    ['a wildcard for one character', 'arn:aws:execute-api:eu-west-?:111122223333:abc/*'],
  ])('matches %s', (_, pattern) => {
    expect(arnLike(pattern, api)).toBe(true)
  })

  it.each([
    ['a prefix', 'arn:aws:execute-api:eu-west-1:111122223333:abc/prod'],
    ['a wildcard that would span segments', 'arn:*:abc/prod/GET/a/b'],
    ['a dot as a wildcard', 'arn:aws:execute-api:eu-west.1:111122223333:abc/*'],
    ['another letter case', 'arn:aws:execute-api:eu-west-1:111122223333:ABC/*'],
  ])('does not match %s', (_, pattern) => {
    expect(arnLike(pattern, api)).toBe(false)
  })
})
