/** The bounds that AWS IoT Core sets to both times, in seconds. */
export const SHORTEST_SESSION_SECONDS = 300
export const LONGEST_SESSION_SECONDS = 86_400

export interface SessionLimits {
  /** Seconds until AWS IoT Core ends the connection. */
  readonly disconnectAfterInSeconds: number
  /** Seconds until AWS IoT Core asks the authorizer again. */
  readonly refreshAfterInSeconds: number
}

const clamp = (seconds: number): number =>
  Math.min(LONGEST_SESSION_SECONDS, Math.max(SHORTEST_SESSION_SECONDS, Math.floor(seconds)))

/**
 * A session ends with its token. AWS knows no session shorter than 300 s, so a token in its last
 * five minutes can outlive itself by at most that.
 *
 * @param now NumericDate
 * @param expiresAt NumericDate
 */
export const sessionLimits = (
  now: number,
  expiresAt: number,
  refreshAfterSeconds: number,
): SessionLimits => ({
  disconnectAfterInSeconds: clamp(expiresAt - now),
  refreshAfterInSeconds: clamp(refreshAfterSeconds),
})
