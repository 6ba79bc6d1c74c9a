import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readPublicKey, type Sim, type StoredKeys } from './aws.ts'
import { type Credentials, withOneCharacterChanged } from './credentials.ts'
import { es256Jwt, hs256Jwt, type JwtParts, partsOf, signingInput, tokenSignature } from './jwt.ts'

/** What a forger may work with: a good pass, and in some cases keys that leaked or were guessed. */
export interface Material {
  readonly sim: Sim
  /** Of a good standard pass. */
  readonly good: Required<Credentials>
  readonly keys: StoredKeys
  /** Epoch seconds. */
  readonly now: number
}

/** Credentials that must be refused, and the reason that the operator must read. */
export interface Forgery {
  readonly name: string
  readonly reason: string
  readonly make: (material: Material) => Credentials | Promise<Credentials>
}

const EC = { namedCurve: 'P-256' }
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const
const SPKI = { type: 'spki', format: 'pem' } as const
const EC_PAIR = { ...EC, privateKeyEncoding: PKCS8, publicKeyEncoding: SPKI }
const RSA_PAIR = { modulusLength: 2048, privateKeyEncoding: PKCS8, publicKeyEncoding: SPKI }

const strangerEcKey = () => generateKeyPairSync('ec', EC_PAIR).privateKey
const strangerRsaKey = () => generateKeyPairSync('rsa', RSA_PAIR).privateKey

/** Credentials whose token passes AWS IoT Core's own check, so that the authorizer has to find the fault. */
const signedForIotCore = ({ good, keys }: Material, token: string): Credentials => ({
  ...good,
  base: token,
  token,
  signature: tokenSignature(token, keys.iotCore.privateKey),
})

const withClaims = (material: Material, claims: JwtParts['claims']): Credentials => {
  const { header, claims: goodClaims } = partsOf(material.good.token)
  const token = es256Jwt(
    { header, claims: { ...goodClaims, ...claims } },
    material.keys.token.privateKey,
  )
  return signedForIotCore(material, token)
}

/** A good JWT whose header was changed; the signature is by the right key. */
const withHeader = (material: Material, header: JwtParts['header']): Credentials => {
  const { header: goodHeader, claims } = partsOf(material.good.token)
  const token = es256Jwt(
    { header: { ...goodHeader, ...header }, claims },
    material.keys.token.privateKey,
  )
  return signedForIotCore(material, token)
}

const ALPHABETS = /[+/]/

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
    make: ({ good, keys, now }) => {
      const signed = urlUnsafe(good, keys, now)
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

/** Signed so that AWS IoT Core lets them through; the authorizer refuses them. */
export const REFUSED_BY_AUTHORIZER: readonly Forgery[] = [
  {
    name: 'an expired token',
    reason: 'TOKEN_EXPIRED',
    make: (material) =>
      withClaims(material, { iat: material.now - 7200, exp: material.now - 3600 }),
  },
  {
    name: 'a token that expires this second',
    reason: 'TOKEN_EXPIRED',
    make: (material) => withClaims(material, { iat: material.now - 60, exp: material.now }),
  },
  {
    name: 'a token from the future',
    reason: 'TOKEN_NOT_YET_VALID',
    make: (material) =>
      withClaims(material, { iat: material.now + 3600, exp: material.now + 7200 }),
  },
  {
    name: 'a token without an end',
    reason: 'TOKEN_CLAIMS_INVALID',
    make: (material) => withClaims(material, { exp: undefined }),
  },
  {
    name: 'a token that lives for a year',
    reason: 'TOKEN_CLAIMS_INVALID',
    make: (material) => withClaims(material, { exp: material.now + 365 * 86_400 }),
  },
  {
    name: 'a token whose subject is a wildcard',
    reason: 'TOKEN_CLAIMS_INVALID',
    make: (material) => withClaims(material, { sub: '*' }),
  },
  {
    name: 'alg none',
    reason: 'TOKEN_',
    make: (material) => {
      const { header, claims } = partsOf(material.good.token)
      const input = signingInput({ header: { ...header, alg: 'none' }, claims })
      return signedForIotCore(material, `${input}.`)
    },
  },
  {
    name: 'alg none with a signature',
    reason: 'TOKEN_ALGORITHM_MISMATCH',
    make: (material) => withHeader(material, { alg: 'none' }),
  },
  {
    name: 'alg nOnE with a signature',
    reason: 'TOKEN_ALGORITHM_MISMATCH',
    make: (material) => withHeader(material, { alg: 'nOnE' }),
  },
  {
    name: 'HS256 signed with the public key',
    reason: 'TOKEN_ALGORITHM_MISMATCH',
    make: async (material) => {
      const { header, claims } = partsOf(material.good.token)
      const publicKey = await readPublicKey(material.keys.token.kid)
      return signedForIotCore(
        material,
        hs256Jwt({ header: { ...header, alg: 'HS256' }, claims }, publicKey),
      )
    },
  },
  {
    name: 'ES256 in the header, HS256 with the public key beneath',
    reason: 'TOKEN_SIGNATURE_INVALID',
    make: async (material) => {
      const parts = partsOf(material.good.token)
      const publicKey = await readPublicKey(material.keys.token.kid)
      return signedForIotCore(material, hs256Jwt(parts, publicKey))
    },
  },
  {
    name: 'a token signed again by an unknown key under a known name',
    reason: 'TOKEN_SIGNATURE_INVALID',
    make: (material) =>
      signedForIotCore(material, es256Jwt(partsOf(material.good.token), strangerEcKey())),
  },
  {
    name: 'a token signed again by an unknown key under its own name',
    reason: 'TOKEN_KEY_UNKNOWN',
    make: (material) => {
      const { header, claims } = partsOf(material.good.token)
      const kid = randomUUID().slice(0, 8)
      const token = es256Jwt({ header: { ...header, kid }, claims }, strangerEcKey())
      return signedForIotCore(material, token)
    },
  },
  {
    name: 'a token that brings its own key',
    reason: 'TOKEN_SIGNATURE_INVALID',
    make: (material) => {
      const { header, claims } = partsOf(material.good.token)
      const pair = generateKeyPairSync('ec', EC)
      const jwk = pair.publicKey.export({ format: 'jwk' })
      const key = pair.privateKey.export(PKCS8).toString()
      return signedForIotCore(material, es256Jwt({ header: { ...header, jwk }, claims }, key))
    },
  },
  {
    name: 'the name of the key for AWS IoT Core on an ES256 token',
    reason: 'TOKEN_ALGORITHM_MISMATCH',
    make: (material) => withHeader(material, { kid: material.keys.iotCore.kid }),
  },
  {
    name: 'the signing input of an ES256 token as a compact one',
    reason: 'TOKEN_ALGORITHM_MISMATCH',
    make: (material) => signedForIotCore(material, signingInput(partsOf(material.good.token))),
  },
]

/** A signature over a token of the same SIM that holds a character which base64url spells otherwise. */
function urlUnsafe(
  good: Required<Credentials>,
  keys: StoredKeys,
  now: number,
): Required<Credentials> {
  const { header, claims } = partsOf(good.token)
  for (let iat = now; ; iat -= 1) {
    const token = es256Jwt({ header, claims: { ...claims, iat } }, keys.token.privateKey)
    const signature = tokenSignature(token, keys.iotCore.privateKey)
    if (ALPHABETS.test(signature)) return { ...good, token, signature }
  }
}
