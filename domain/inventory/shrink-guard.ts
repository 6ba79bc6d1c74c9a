export interface Shrinkage {
  /** SIMs that the inventory lists, readable or not. */
  readonly listed: number
  /** SIMs that were there before. */
  readonly known: number
}

/** A fleet of a few SIMs must be able to lose one. */
const ALWAYS_ALLOWED = 1

/**
 * How many SIMs may be lost in one sync without asking. An inventory that lists nothing may take nothing away.
 *
 * @param maxShrinkShare 0 to 1: with 0 each loss is asked about, with 1 none
 */
export const allowedLosses = ({ listed, known }: Shrinkage, maxShrinkShare: number): number => {
  if (maxShrinkShare >= 1) return known
  if (listed === 0 || maxShrinkShare <= 0) return 0
  return Math.max(Math.floor(known * maxShrinkShare), ALWAYS_ALLOWED)
}
