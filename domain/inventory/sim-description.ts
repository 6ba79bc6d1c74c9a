import { DomainError } from '../errors.ts'
import { quote } from '../quote.ts'
import type { SimStatus } from '../sim.ts'

const IMSI = /^[0-9]{6,15}$/
const MSISDN = /^\+?([0-9]{1,15})$/

/** @throws DomainError INVALID_IMSI */
export const parseImsi = (value: string): string => {
  if (IMSI.test(value)) return value
  throw new DomainError('INVALID_IMSI', `expected an IMSI of 6 to 15 digits, got ${quote(value)}`)
}

/**
 * A leading plus sign is taken off.
 *
 * @throws DomainError INVALID_MSISDN
 */
export const parseMsisdn = (value: string): string => {
  const digits = MSISDN.exec(value)?.[1]
  if (digits !== undefined) return digits
  throw new DomainError(
    'INVALID_MSISDN',
    `expected an MSISDN of at most 15 digits, got ${quote(value)}`,
  )
}

/** How operators' portals and APIs call what is active or suspended here. */
const STATUSES: ReadonlyMap<string, SimStatus> = new Map([
  ['active', 'active'],
  ['activated', 'active'],
  ['enabled', 'active'],
  ['suspended', 'suspended'],
  ['deactivated', 'suspended'],
  ['disabled', 'suspended'],
  ['inactive', 'suspended'],
])

/** @throws DomainError INVALID_STATUS */
export const parseStatus = (value: string): SimStatus => {
  const status = STATUSES.get(value.trim().toLowerCase())
  if (status !== undefined) return status
  throw new DomainError(
    'INVALID_STATUS',
    `expected one of ${[...STATUSES.keys()].join(', ')}, got ${quote(value)}`,
  )
}
