import { withOneCharacterChanged } from './credentials.ts'
import { type Forgery, type Material, strangerRsaKey } from './forgery.ts'
import { es256Jwt, partsOf, signingInput, tokenSignature } from './jwt.ts'

/** A signature over a token of the same SIM that holds a character which base64url spells otherwise. */
const urlUnsafe = ({ good, keys, now }: Material) => {
  const { header, claims } = partsOf(good.token)
  for (let iat = now; ; iat -= 1) {
    const token = es256Jwt({ header, claims: { ...claims, iat } }, keys.token.privateKey)
    const signature = tokenSignature(token, keys.iotCore.privateKey)
    if (/[+/]/.test(signature)) return { ...good, token, signature }
  }
}

/** Stopped by AWS IoT Core before the authorizer is invoked. */
export const STOPPED_BY_IOT_CORE: readonly Forgery[] = [
  {
    name: 'a tampered token',
    reason: 'SIGNATURE_INVALID',
    make: ({ good }) => ({ ...good, token: withOneCharacterChanged(good.token) }),
  },
  {
    name: 'a token for another SIM under the old signature',
    reason: 'SIGNATURE_INVALID',
    make: ({ good }) => {
      const { header, claims } = partsOf(good.token)
      const [, , signature] = good.token.split('.')
      const input = signingInput({ header, claims: { ...claims, sub: '89880000000000000001' } })
      return { ...good, token: `${input}.${signature}` }
    },
  },
  {
    name: 'a tampered signature',
    reason: 'SIGNATURE_INVALID',
    make: ({ good }) => ({ ...good, signature: withOneCharacterChanged(good.signature) }),
  },
  {
    name: 'a signature by an unknown key',
    reason: 'SIGNATURE_INVALID',
    make: ({ good }) => ({ ...good, signature: tokenSignature(good.token, strangerRsaKey()) }),
  },
  {
    name: 'a signature in base64url',
    reason: 'SIGNATURE_INVALID',
    make: (material) => {
      const signed = urlUnsafe(material)
      return { ...signed, signature: signed.signature.replaceAll('+', '-').replaceAll('/', '_') }
    },
  },
  {
    name: 'an empty signature',
    reason: 'SIGNATURE',
    make: ({ good }) => ({ ...good, signature: '' }),
  },
  {
    name: 'no signature',
    reason: 'SIGNATURE_MISSING',
    make: ({ good: { signature: _, ...rest } }) => rest,
  },
  {
    name: 'no token',
    reason: 'TOKEN_MISSING',
    make: ({ good: { token: _, ...rest } }) => rest,
  },
  {
    name: 'a wrong authorizer name',
    reason: 'AUTHORIZER_NOT_FOUND',
    make: ({ good }) => ({ ...good, authorizerName: 'another-authorizer' }),
  },
  {
    name: 'no authorizer name',
    reason: 'AUTHORIZER_NOT_SPECIFIED',
    make: ({ good: { authorizerName: _, ...rest } }) => rest,
  },
  {
    name: 'nothing but a username',
    reason: 'AUTHORIZER_NOT_SPECIFIED',
    make: ({ good }) => ({ base: good.base }),
  },
  {
    name: 'alg none under the old signature',
    reason: 'SIGNATURE_INVALID',
    make: ({ good }) => {
      const { claims } = partsOf(good.token)
      return { ...good, token: `${signingInput({ header: { alg: 'none' }, claims })}.` }
    },
  },
]
