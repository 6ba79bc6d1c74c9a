import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  decodeSignature,
  verifyTokenSignature,
} from '../../../../local/iot-core/authentication/verify-token-signature.ts'
import { createTokenSigner } from './support/token-signing.ts'

const TOKEN = 'header.payload'
const [first, second, stranger] = [createTokenSigner(), createTokenSigner(), createTokenSigner()]
const keys = [first, second].map(({ publicKey }) => createPublicKey(publicKey))

const verifies = (signature: string, token = TOKEN) => verifyTokenSignature(token, signature, keys)

describe('verifyTokenSignature', () => {
  const signature = first.sign(TOKEN)

  it('accepts a signature by any of the keys', () => {
    expect(verifies(signature)).toBe(true)
    expect(verifies(second.sign(TOKEN))).toBe(true)
  })

  it('accepts a signature without its padding', () => {
    expect(signature.endsWith('==')).toBe(true)
    expect(verifies(signature.replace(/=+$/, ''))).toBe(true)
  })

  it.each([
    ["a stranger's signature", stranger.sign(TOKEN)],
    ["another token's signature", first.sign('header.other')],
    ['an empty signature', ''],
    ['base64url', Buffer.from(signature, 'base64').toString('base64url').replace(/$/, '-_')],
    ['half the padding', signature.slice(0, -1)],
    ['too much padding', `${signature}=`],
    ['a line break', `${signature.slice(0, 64)}\n${signature.slice(64)}`],
    ['a trailing line break', `${signature}\n`],
    ['a space for a plus', ` ${signature.slice(1)}`],
    ['a shorter signature', signature.slice(0, 340)],
    ['percent-encoding', signature.replace('==', '%3D%3D')],
  ])('refuses %s', (_what, wrong) => {
    expect(verifies(wrong)).toBe(false)
  })

  it('refuses every signature when there is no key', () => {
    expect(verifyTokenSignature(TOKEN, signature, [])).toBe(false)
  })
})

describe('decodeSignature', () => {
  it.each(['QQ==', 'QQ', 'QUI=', 'QUI', 'QUJD'])('reads %s', (signature) => {
    expect(decodeSignature(signature)?.toString()).toBe(
      'ABC'.slice(0, Math.floor((signature.replace(/=/g, '').length * 3) / 4)),
    )
  })

  it.each(['QR==', 'QQ=', 'Q', 'QUJ=', '-_-_', 'QQ==QQ==', '====', `${'QUJD'.repeat(641)}`])(
    'refuses %j',
    (signature) => {
      expect(decodeSignature(signature)).toBeUndefined()
    },
  )
})
