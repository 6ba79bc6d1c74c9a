import { createPublicKey, randomUUID } from 'node:crypto'
import { readPublicKey } from './aws.ts'
import type { Credentials } from './credentials.ts'
import { type Forgery, type Material, strangerEcKey } from './forgery.ts'
import { es256Jwt, hs256Jwt, type JwtParts, partsOf, signingInput, tokenSignature } from './jwt.ts'

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
      const key = strangerEcKey()
      const jwk = createPublicKey(key).export({ format: 'jwk' })
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
