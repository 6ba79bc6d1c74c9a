import { DomainError } from './errors.ts'
import { quote } from './quote.ts'

declare const brand: unique symbol

/**
 * The identity of a SIM (ITU-T E.118): 18 to 20 digits, exactly as the inventory writes it.
 * The forms with and without the Luhn digit are different keys; neither is ever derived from the other.
 * Being digits only, it is safe in an ARN, a topic, a table key and a log line.
 */
export type Iccid = string & { readonly [brand]: 'Iccid' }

const ICCID = /^[0-9]{18,20}$/

export const isIccid = (value: unknown): value is Iccid =>
  typeof value === 'string' && ICCID.test(value)

/** @throws DomainError INVALID_ICCID */
export const parseIccid = (value: unknown): Iccid => {
  if (isIccid(value)) return value
  throw new DomainError(
    'INVALID_ICCID',
    `expected an ICCID of 18 to 20 digits, got ${quote(value)}`,
  )
}
