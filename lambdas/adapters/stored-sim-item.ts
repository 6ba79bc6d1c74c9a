import { DomainError } from '../../domain/errors.ts'
import { isIccid } from '../../domain/iccid.ts'
import { revisionAfter, type StoredSim } from '../../domain/inventory/stored-sim.ts'
import { isSimAddress } from '../../domain/sim-address.ts'
import { countOf, number, text } from './attributes.ts'
import type { Item } from './batch-get.ts'
import type { Attributes } from './compare-and-set.ts'

const STATUSES = ['active', 'suspended', 'removed'] as const

const corrupt = (item: Item, expected: string) =>
  new DomainError(
    'STORE_CORRUPT',
    `expected ${expected} of the SIM ${item.iccid?.S ?? 'without ICCID'}`,
  )

const countIn = (item: Item, name: string): number | undefined => {
  const count = countOf(item[name])
  if (Number.isNaN(count)) throw corrupt(item, `${name} to be a whole number`)
  return count
}

/**
 * People write times with fractions of a second too, which are as good. Not a number that is another one when it is
 * written back: no write would find the item as it was seen.
 */
const timeIn = (item: Item, name: string): number | undefined => {
  const value = item[name]
  if (value === undefined) return undefined
  const time = Number(value.N)
  if (Number.isFinite(time) && String(time) === value.N) return time
  throw corrupt(item, `${name} to be seconds since 1970, a number,`)
}

const addressIn = (item: Item): StoredSim['address'] => {
  if (item.address === undefined) return undefined
  const address = item.address.S
  if (isSimAddress(address)) return address
  throw corrupt(item, 'the address in its canonical form')
}

/** Of what people write into the table by hand, only these two let anybody but the operator resume. */
const suspendedByIn = ({ suspendedBy }: Item): StoredSim['suspendedBy'] => {
  if (suspendedBy === undefined) return undefined
  const { S: by } = suspendedBy
  return by === 'inventory' || by === 'import' ? by : 'operator'
}

/** @throws DomainError STORE_CORRUPT */
export const toStoredSim = (item: Item): StoredSim => {
  const iccid = item.iccid?.S
  const status = STATUSES.find((known) => known === item.status?.S)
  if (!isIccid(iccid)) throw corrupt(item, 'the ICCID')
  if (status === undefined) throw corrupt(item, `one of ${STATUSES.join(', ')} as status`)
  return {
    iccid,
    address: addressIn(item),
    status,
    suspendedBy: suspendedByIn(item),
    suspendedSource: item.suspendedSource?.S,
    tokensValidFrom: timeIn(item, 'tokensValidFrom'),
    source: item.source?.S,
    imsi: item.imsi?.S,
    msisdn: item.msisdn?.S,
    label: item.label?.S,
    endsSession: item.endsSession?.BOOL ?? false,
    refusedAt: countIn(item, 'refusedAt'),
    expiresAt: countIn(item, 'expiresAt'),
    run: countIn(item, 'run') ?? 0,
    revision: countIn(item, 'revision') ?? 0,
  }
}

/** All that is ours, without the key. */
export const simAttributes = (next: StoredSim, seen: StoredSim | undefined): Attributes => ({
  address: text(next.address),
  status: text(next.status),
  suspendedBy: text(next.suspendedBy),
  suspendedSource: text(next.suspendedSource),
  tokensValidFrom: number(next.tokensValidFrom),
  source: text(next.source),
  imsi: text(next.imsi),
  msisdn: text(next.msisdn),
  label: text(next.label),
  endsSession: next.endsSession ? { BOOL: true } : undefined,
  refusedAt: number(next.refusedAt),
  expiresAt: number(next.expiresAt),
  run: number(next.run || undefined),
  revision: number(revisionAfter(seen)),
})

/**
 * What has to be there still for a write. The revision says it all where only we write; whoever suspends or revokes by
 * hand does not count it.
 */
export const seenSimAttributes = (seen: StoredSim): Attributes => ({
  address: text(seen.address),
  status: text(seen.status),
  tokensValidFrom: number(seen.tokensValidFrom),
  run: number(seen.run || undefined),
  revision: number(seen.revision || undefined),
})
