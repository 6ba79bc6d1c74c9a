import type { Authenticate, Authenticated, ConnectionContext, Refused } from './types.ts'

/** Authenticates; should that fail unexpectedly, it refuses. */
export const authenticateSafely = async (
  authenticate: Authenticate,
  context: ConnectionContext,
): Promise<Authenticated | Refused> => {
  try {
    return await authenticate(context)
  } catch {
    // The error may quote credentials, so nothing of it is repeated.
    const detail = 'expected an answer of custom authentication, it failed'
    return { authenticated: false, reason: 'AUTHORIZER_FAILED', detail }
  }
}
