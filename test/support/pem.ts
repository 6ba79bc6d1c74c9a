import { createPublicKey } from 'node:crypto'

/** The public half of a private key in PEM, as SPKI PEM. */
export const publicKeyPem = (privateKeyPem: string): string =>
  createPublicKey(privateKeyPem).export({ format: 'pem', type: 'spki' }).toString()
