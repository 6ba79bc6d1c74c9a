const MINUTE_MS = 60_000

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: 1440 * MINUTE_MS,
}

/** The pause of `rate(15 minutes)` in milliseconds; EventBridge wants a unit without s after 1, and with it otherwise. */
export const parseRate = (expression: string): number => {
  const [, digits, unit = '', plural] =
    /^rate\(([1-9]\d{0,4}) (minute|hour|day)(s?)\)$/.exec(expression) ?? []
  const count = Number(digits)
  const unitMs = UNIT_MS[unit]
  if (unitMs === undefined || (count === 1) !== (plural === ''))
    throw new Error(`expected a schedule such as rate(15 minutes), got ${expression}`)
  return count * unitMs
}
