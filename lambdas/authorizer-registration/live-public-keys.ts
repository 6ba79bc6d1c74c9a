import type { PublishedKeys } from '../../domain/published-key.ts'
import type { SigningPublicKeys } from './registration.ts'

/** The live keys that AWS IoT Core can verify with: RSA only. */
export const livePublicKeys = (keys: PublishedKeys) => async (): Promise<SigningPublicKeys> => {
  const live = await keys.live()
  return Object.fromEntries(
    live.filter(({ alg }) => alg === 'RS256').map(({ kid, publicKey }) => [kid, publicKey]),
  )
}
