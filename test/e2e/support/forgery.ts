import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Sim, StoredKeys } from './aws.ts'
import type { Credentials } from './credentials.ts'

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

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A private key for ES256 that nobody knows, in PEM. */
export const strangerEcKey = (): string =>
  pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)

/** A private key for RS256 that nobody knows, in PEM. */
export const strangerRsaKey = (): string =>
  pkcs8(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
