import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface TokenSigner {
  /** SPKI PEM. */
  readonly publicKey: string
  readonly sign: (token: string) => string
}

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

/** An RSA key that signs tokens as devices' back ends do: PKCS#1 v1.5, SHA-256, standard base64. */
export const createTokenSigner = (modulusLength = 2048): TokenSigner => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  return {
    publicKey: pem(publicKey),
    sign: (token) => sign('sha256', Buffer.from(token), privateKey).toString('base64'),
  }
}

/** Public keys in forms that are not accepted for token signing. */
export const createUnusableKeys = () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    short: pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
    elliptic: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
    pss: pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey),
    pkcs1: rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    private: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
