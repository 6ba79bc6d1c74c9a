import { DomainError } from '../../domain/errors.ts'
import { isIccid } from '../../domain/iccid.ts'
import { revisionAfter, type StoredAddress } from '../../domain/inventory/stored-sim.ts'
import { isSimAddress } from '../../domain/sim-address.ts'
import { countOf, number, text } from './attributes.ts'
import type { Item } from './batch-get.ts'
import type { Attributes } from './compare-and-set.ts'

const corrupt = (item: Item, expected: string) =>
  new DomainError(
    'STORE_CORRUPT',
    `expected ${expected} of the address ${item.address?.S ?? 'without text'}`,
  )

const countIn = (item: Item, name: string): number | undefined => {
  const count = countOf(item[name])
  if (Number.isNaN(count)) throw corrupt(item, `${name} to be a whole number`)
  return count
}

/** @throws DomainError STORE_CORRUPT */
export const toStoredAddress = (item: Item): StoredAddress => {
  const address = item.address?.S
  const iccid = item.iccid?.S
  if (!isSimAddress(address)) throw corrupt(item, 'the canonical form')
  if (item.iccid !== undefined && !isIccid(iccid)) throw corrupt(item, 'the ICCID')
  return {
    address,
    iccid: isIccid(iccid) ? iccid : undefined,
    expiresAt: countIn(item, 'expiresAt'),
    run: countIn(item, 'run') ?? 0,
    revision: countIn(item, 'revision') ?? 0,
  }
}

export const addressAttributes = (
  next: StoredAddress,
  seen: StoredAddress | undefined,
): Attributes => ({
  iccid: text(next.iccid),
  expiresAt: number(next.expiresAt),
  run: number(next.run || undefined),
  revision: number(revisionAfter(seen)),
})

/** What has to be there still for a write. */
export const seenAddressAttributes = (seen: StoredAddress): Attributes => ({
  iccid: text(seen.iccid),
  run: number(seen.run || undefined),
  revision: number(seen.revision || undefined),
})
