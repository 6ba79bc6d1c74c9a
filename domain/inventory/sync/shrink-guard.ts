export interface Shrinkage {
  /** SIMs that the inventory lists, readable or not. */
  readonly listed: number
  /** SIMs that were there before. */
  readonly known: number
}

/** What was lost in one hour, so that many small losses are not less than one great one. */
export interface HourOfLosses {
  /** Hours since 1970. */
  readonly hour: number
  /** The fewest SIMs that were there before a sync of that hour. */
  readonly known: number
  readonly losses: number
}

const HOUR_MS = 3_600_000
/** Losses of so many hours count together. */
const WINDOW_HOURS = 24
/** A fleet of a few SIMs must be able to lose one. */
const ALWAYS_ALLOWED = 1

const sumOf = (hours: readonly HourOfLosses[]): number =>
  hours.reduce((sum, { losses }) => sum + losses, 0)

/** The hours that still count. */
export const recentHours = (
  hours: readonly HourOfLosses[],
  now: number,
): readonly HourOfLosses[] => {
  const hour = Math.floor(now / HOUR_MS)
  return hours.filter((one) => one.hour >= hour - WINDOW_HOURS)
}

/** The same with a sync that was applied just now. */
export const withLosses = (
  hours: readonly HourOfLosses[],
  { known, losses }: Pick<HourOfLosses, 'known' | 'losses'>,
  now: number,
): readonly HourOfLosses[] => {
  const hour = Math.floor(now / HOUR_MS)
  const same = hours.find((one) => one.hour === hour)
  const next = {
    hour,
    // An inventory that is read for the first time has nothing to compare with.
    known: same === undefined || same.known === 0 ? known : Math.min(known, same.known),
    losses: losses + (same?.losses ?? 0),
  }
  return [...hours.filter((one) => one.hour !== hour), next]
}

/**
 * How many SIMs may be lost in one sync without asking: what is left of the share after the losses of the last day. An
 * inventory that lists nothing may take nothing away, and SIMs that came within the day do not make the share greater.
 *
 * @param maxShrinkShare 0 to 1: with 0 each loss is asked about, with 1 none
 */
export const allowedLosses = (
  { listed, known }: Shrinkage,
  maxShrinkShare: number,
  recent: readonly HourOfLosses[] = [],
): number => {
  if (maxShrinkShare >= 1) return known
  if (listed === 0 || maxShrinkShare <= 0) return 0
  const before = recent.flatMap((hour) => (hour.known > 0 ? [hour.known] : []))
  const base = Math.min(known, ...before)
  const allowed = Math.max(Math.floor(base * maxShrinkShare), ALWAYS_ALLOWED)
  return Math.max(0, allowed - sumOf(recent))
}
