import { createPublicKey, type KeyObject } from 'node:crypto'
import { IotError, refuse } from './iot-error.ts'

const KEY_NAME = /^[a-zA-Z0-9:_-]{1,128}$/
const LONGEST_PEM = 5120
const SHORTEST_MODULUS_BITS = 2048
// The PKCS#1 form and private keys have other labels; both are refused.
const SPKI_PEM = /^-----BEGIN PUBLIC KEY-----\r?\n?[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----\s*$/

const EXPECTED = `an RSA public key of at least ${SHORTEST_MODULUS_BITS} bits as SPKI PEM`

/** Reads one token signing key; the refusal never quotes it. */
export const parseTokenSigningKey = (name: string, pem: string): KeyObject => {
  if (!KEY_NAME.test(name)) refuse('a key name of 1 to 128 of a-z, A-Z, 0-9, `:`, `_`, `-`', name)
  if (pem.length > LONGEST_PEM) refuse(`a key of at most ${LONGEST_PEM} characters`, pem.length)
  if (!SPKI_PEM.test(pem)) return refuse(`${EXPECTED} for key ${name}`, 'another text')
  const key = importKey(name, pem)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || bits < SHORTEST_MODULUS_BITS) {
    refuse(`${EXPECTED} for key ${name}`, `${key.asymmetricKeyType} of ${bits} bits`)
  }
  return key
}

const importKey = (name: string, pem: string): KeyObject => {
  try {
    return createPublicKey({ key: pem, format: 'pem', type: 'spki' })
  } catch (cause) {
    throw new IotError(
      'InvalidRequestException',
      `expected ${EXPECTED} for key ${name}, got one that cannot be read`,
      { cause },
    )
  }
}
