import { UsageError } from './usage-error.ts'

const EPOCH_SECONDS = /^[0-9]{1,10}$/
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/**
 * Reads a time: seconds since 1970, or ISO 8601 with its zone (a date alone is its midnight in UTC).
 *
 * @returns whole seconds since 1970, rounded up
 */
export const parseTime = (text: string): number => {
  if (EPOCH_SECONDS.test(text)) return Number(text)
  const milliseconds = ISO.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(milliseconds)) return Math.ceil(milliseconds / 1000)
  throw new UsageError(
    `expected a time such as 2026-11-22T08:00:00Z, or seconds since 1970, got ${JSON.stringify(text.slice(0, 40))}`,
  )
}
