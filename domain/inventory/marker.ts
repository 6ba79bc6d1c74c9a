const DAY_SECONDS = 86_400

/** How long a marker is kept: longer than any run may write, and than any token lives. */
const MARKER_LIFETIME_SECONDS = 7 * DAY_SECONDS

/** @returns NumericDate */
export const markerExpiry = (nowMs: number): number =>
  Math.floor(nowMs / 1000) + MARKER_LIFETIME_SECONDS
