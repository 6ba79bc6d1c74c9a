import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { isKeyId, type KeyId } from '../../domain/token-key.ts'
import type { SigningKeySecret } from '../adapters/signing-key-secret.ts'

/** 18 random bits in three characters: short for the radio, and no other key of the few that a deployment ever has is likely to share them. */
const newKeyId = (): KeyId => {
  const kid = randomBytes(3).toString('base64url').slice(0, 3)
  if (isKeyId(kid)) return kid
  throw new Error('expected a key id of base64url characters')
}

const otherKeyId = (taken: KeyId): KeyId => {
  const kid = newKeyId()
  return kid === taken ? otherKeyId(taken) : kid
}

const pkcs8 = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString()

/** A P-256 key for tokens and an RSA-2048 key for AWS IoT Core's own check, the least that it takes. */
export const generateSigningKeys = (): SigningKeySecret => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = newKeyId()
  return {
    token: { kid, alg: 'ES256', privateKey: pkcs8(ec.privateKey) },
    iotCore: { kid: otherKeyId(kid), alg: 'RS256', privateKey: pkcs8(rsa.privateKey) },
  }
}
