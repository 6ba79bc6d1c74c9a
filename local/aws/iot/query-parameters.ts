import { IotError } from '../../iot-core/control-plane/iot-error.ts'

/** Reads a whole number from a query parameter; undefined if it is not there. */
export const integerParameter = (
  query: URLSearchParams,
  name: string,
  [least, most]: readonly [number, number],
): number | undefined => {
  const text = query.get(name)
  if (text === null) return undefined
  const value = Number(text)
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value
  throw new IotError(
    'InvalidRequestException',
    `expected ${name} of ${least} to ${most}, got ${text.slice(0, 64)}`,
  )
}

/** Reads `true` or `false` from a query parameter; undefined if it is not there. */
export const booleanParameter = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name)
  if (text === null) return undefined
  if (text === 'true' || text === 'false') return text === 'true'
  throw new IotError(
    'InvalidRequestException',
    `expected ${name} true or false, got ${text.slice(0, 64)}`,
  )
}
