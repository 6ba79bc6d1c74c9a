import { constants, type KeyObject, verify } from 'node:crypto'

const LONGEST_SIGNATURE = 2560
const STANDARD_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * Decodes standard base64, strictly: no base64url, no white space, no stray bits.
 * Padding may be missing altogether, because the JavaScript SDK v2 drops it from raw signatures.
 */
export const decodeSignature = (signature: string): Buffer | undefined => {
  if (signature.length > LONGEST_SIGNATURE || !STANDARD_BASE64.test(signature)) return undefined
  const bytes = Buffer.from(signature, 'base64')
  const canonical = bytes.toString('base64')
  return signature === canonical || signature === canonical.replace(/=+$/, '') ? bytes : undefined
}

/** Whether any of the keys made this signature over the token: RSA, SHA-256, PKCS#1 v1.5. */
export const verifyTokenSignature = (
  token: string,
  signature: string,
  keys: readonly KeyObject[],
): boolean => {
  const bytes = decodeSignature(signature)
  if (bytes === undefined) return false
  const data = Buffer.from(token, 'utf8')
  return keys.some((key) =>
    verify('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING }, bytes),
  )
}
