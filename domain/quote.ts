const LONGEST = 40

/** A value from outside, made fit for an error message: one line, bounded, printable ASCII. */
export const quote = (value: unknown): string => {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value
  const printable = value.slice(0, LONGEST).replace(/[^\x20-\x7e]/g, '?')
  return value.length > LONGEST
    ? `"${printable}..." (${value.length} characters)`
    : `"${printable}"`
}
