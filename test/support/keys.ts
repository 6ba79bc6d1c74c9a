import { KeyObject } from 'node:crypto'
import { generateKeyPair } from 'jose'
import type {
  KeyId,
  SigningKeys,
  TokenAlgorithm,
  VerificationKey,
  VerificationKeys,
} from '../../domain/token-key.ts'

export interface TestKeys {
  readonly signing: SigningKeys
  readonly verification: readonly VerificationKey[]
}

const pair = (alg: TokenAlgorithm) => generateKeyPair(alg, { extractable: true })

/** A fresh set of onboarding keys, both halves. */
export const createTestKeys = async (): Promise<TestKeys> => {
  const token = await pair('ES256')
  const iotCore = await pair('RS256')
  const es = 'es1' as KeyId
  const rs = 'rs1' as KeyId
  return {
    signing: {
      token: { kid: es, alg: 'ES256', privateKey: KeyObject.from(token.privateKey) },
      iotCore: { kid: rs, alg: 'RS256', privateKey: KeyObject.from(iotCore.privateKey) },
    },
    verification: [
      { kid: es, alg: 'ES256', publicKey: token.publicKey },
      { kid: rs, alg: 'RS256', publicKey: iotCore.publicKey },
    ],
  }
}

export const keysInMemory = (keys: readonly VerificationKey[]): VerificationKeys => ({
  find: async (kid) => keys.find((key) => key.kid === kid),
})
