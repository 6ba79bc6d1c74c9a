import { describe, expect, it } from 'vitest'
import { formatUsername, parseLayout, signatureIn } from '../../domain/username.ts'
import { reasonOf } from '../support/refusal.ts'

const parts = { base: 'a.b.c', authorizerName: 'simpass', signature: 'q+/w==', token: 'a.b.c' }

describe('formatUsername', () => {
  it('is the username of the vendor, its values percent-encoded', () => {
    expect(formatUsername(parts)).toBe(
      'a.b.c?x-amz-customauthorizer-name=simpass&x-amz-customauthorizer-signature=q%2B%2Fw%3D%3D&token=a.b.c',
    )
  })

  it('encodes an authorizer name that AWS allows and a query string does not', () => {
    expect(formatUsername({ ...parts, authorizerName: 'a=b,c@d' })).toContain('name=a%3Db%2Cc%40d&')
  })
})

describe('signatureIn', () => {
  it.each([
    ['our own username', formatUsername(parts)],
    [
      'one whose parameters an SDK has reordered',
      `x?token=a.b.c&${'x-amz-customauthorizer-signature=q%2B%2Fw%3D%3D'}&SDK=NodeJSv2`,
    ],
    ['one with a second question mark', `${formatUsername(parts)}?SDK=JavaScript&Version=2.2.16`],
    [
      'a signature just before a second question mark',
      'x?x-amz-customauthorizer-signature=q%2B%2Fw%3D%3D?SDK=JavaScript',
    ],
    ['a query string', '?x-amz-customauthorizer-signature=q%2B%2Fw%3D%3D'],
    ['a raw signature, whose plus stays a plus', '?x-amz-customauthorizer-signature=q+/w=='],
  ])('finds it in %s', (_, text) => {
    expect(signatureIn(text)).toBe('q+/w==')
  })

  it.each([
    ['nothing', ''],
    ['another parameter', '?x-amz-customauthorizer-signatures=q'],
    ['broken percent-encoding', '?x-amz-customauthorizer-signature=%zz'],
  ])('finds none in %s', (_, text) => {
    expect(signatureIn(text)).toBeUndefined()
  })
})

describe('parseLayout', () => {
  it.each(['standard', 'compact'])('takes %s', (layout) => {
    expect(parseLayout(layout)).toBe(layout)
  })

  it.each(['Compact', '', undefined, 'constructor', ['compact']])('refuses %j', async (layout) => {
    expect(await reasonOf(() => parseLayout(layout))).toBe('INVALID_LAYOUT')
  })
})
