import type { Authorizer } from '../control-plane/authorizer.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'
import { verifyTokenSignature } from './verify-token-signature.ts'

const LONGEST_TOKEN = 6144

/** What was sent to be checked. */
export interface SignedToken {
  readonly token?: string
  readonly signature?: string
}

/**
 * Checks the token's signature, so that nothing unsigned ever invokes the Lambda.
 * Returns what the Lambda is told as `signatureVerified`.
 */
export const requireSignature = (
  { name, signingDisabled, tokenKeyName, verificationKeys }: Authorizer,
  { token, signature }: SignedToken,
): boolean => {
  if (token !== undefined && token.length > LONGEST_TOKEN) {
    refuse(
      'MALFORMED_CREDENTIALS',
      `expected a token of at most ${LONGEST_TOKEN} characters`,
      token,
    )
  }
  if (signingDisabled) return false
  if (token === undefined) {
    return refuse('TOKEN_MISSING', `expected a token as ${tokenKeyName} for authorizer ${name}`)
  }
  if (signature === undefined) {
    return refuse('SIGNATURE_MISSING', `expected a token signature for authorizer ${name}`)
  }
  if (verifyTokenSignature(token, signature, verificationKeys)) return true
  const expected = `expected a standard base64 RSA-SHA256 signature by one of ${verificationKeys.length} keys`
  return refuse('SIGNATURE_INVALID', `${expected} of authorizer ${name}`, signature)
}

// Of what came, only the length is told: it is a token or a signature.
const refuse = (
  reason: 'MALFORMED_CREDENTIALS' | 'TOKEN_MISSING' | 'SIGNATURE_MISSING' | 'SIGNATURE_INVALID',
  expected: string,
  got?: string,
): never => {
  const came = got === undefined ? 'none' : `one of ${got.length} characters`
  throw new AuthenticationRefusal(reason, `${expected}, got ${came}`)
}
