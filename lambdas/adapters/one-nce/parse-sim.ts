import * as z from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { isIccid, parseIccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { UnreadableEntry } from '../../../domain/inventory/ports.ts'
import { toLabel } from '../../../domain/inventory/sim-label.ts'
import { quote } from '../../../domain/quote.ts'
import type { SimStatus } from '../../../domain/sim.ts'
import { parseSimAddress, type SimAddress } from '../../../domain/sim-address.ts'

/** Which of the API's two spellings of an ICCID this deployment's SIMs are known by. */
export type IccidForm = 'iccid' | 'iccid_with_luhn'

/** The documented words. */
const STATUSES = new Map<string, SimStatus>([
  ['enabled', 'active'],
  ['disabled', 'suspended'],
])

/** What is only for people never keeps a SIM from being read. */
const digits = (pattern: RegExp) => z.string().regex(pattern).optional().catch(undefined)
const label = z.string().transform(toLabel).optional().catch(undefined)

const apiSim = z.object({
  iccid: z.unknown().optional(),
  iccid_with_luhn: z.unknown().optional(),
  status: z.unknown().optional(),
  ip_address: z.unknown().optional(),
  imsi: digits(/^\d{6,15}$/),
  msisdn: digits(/^\d{1,15}$/),
  label,
})

const statusOf = (word: unknown): SimStatus | undefined =>
  typeof word === 'string' ? STATUSES.get(word.toLowerCase()) : undefined

const parseStatus = (word: unknown): SimStatus => {
  const status = statusOf(word)
  if (status !== undefined) return status
  throw new DomainError('INVALID_STATUS', `expected Enabled or Disabled, got ${quote(word)}`)
}

const parseAddress = (value: unknown): SimAddress | undefined =>
  value === undefined || value === null || value === '' ? undefined : parseSimAddress(value)

const described = (sim: Pick<InventoryEntry, 'imsi' | 'msisdn' | 'label'>) =>
  Object.fromEntries(
    Object.entries({ imsi: sim.imsi, msisdn: sim.msisdn, label: sim.label }).filter(
      ([, value]) => value !== undefined,
    ),
  )

const unreadable = (
  place: string,
  error: unknown,
  { iccid, isSuspended }: { iccid: unknown; isSuspended: boolean },
): UnreadableEntry => {
  if (!(error instanceof DomainError)) throw error
  const { code, message } = error
  if (!isIccid(iccid)) return { place, code, message }
  return { place, code, message, iccid, ...(isSuspended && { isSuspended }) }
}

/**
 * One element of the API's list.
 *
 * @param place where it stands, for people
 */
export const parseSim = (
  element: unknown,
  place: string,
  form: IccidForm,
): InventoryEntry | UnreadableEntry => {
  const { data: sim } = apiSim.safeParse(element)
  if (sim === undefined) {
    const message = `expected a SIM as a JSON object, got ${quote(element)}`
    return { place, code: 'INVENTORY_MALFORMED', message }
  }
  const iccid = sim[form]
  try {
    const address = parseAddress(sim.ip_address)
    return {
      iccid: parseIccid(iccid),
      ...(address && { address }),
      status: parseStatus(sim.status),
      ...described(sim),
    }
  } catch (error) {
    return unreadable(place, error, { iccid, isSuspended: statusOf(sim.status) === 'suspended' })
  }
}
