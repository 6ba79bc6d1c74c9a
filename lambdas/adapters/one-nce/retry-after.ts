/**
 * How long a `Retry-After` header asks to wait (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @param now milliseconds since 1970
 * @returns milliseconds; 0 for none or what cannot be read
 */
export const retryAfterMilliseconds = (header: string | null, now: number): number => {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const until = Date.parse(header)
  return Number.isNaN(until) ? 0 : Math.max(0, until - now)
}
