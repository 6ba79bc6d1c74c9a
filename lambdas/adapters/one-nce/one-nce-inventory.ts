import pMap from 'p-map'
import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type {
  InventoryListing,
  OperatorInventory,
  UnreadableEntry,
} from '../../../domain/inventory/ports.ts'
import { type ApiClientSettings, createReadPage, type Page, type ReadPage } from './api-client.ts'
import { type IccidForm, parseSim } from './parse-sim.ts'

export interface OneNceSettings extends ApiClientSettings {
  readonly iccidForm: IccidForm
  /** Pages that are read at the same time. */
  readonly concurrency: number
}

const MAX_LISTINGS = 3

/** The inventory changed while it was read. */
class Changed extends Error {
  override readonly name = 'Changed'
}

const assertFull = ({ number, elements }: Page, first: Page): void => {
  const expected = Math.max(1, first.elements.length)
  if (elements.length === expected) return
  throw new Changed(`${elements.length} SIMs on page ${number}, where page 1 has ${expected}`)
}

const readPages = async (
  readPage: ReadPage,
  concurrency: number,
  signal: AbortSignal,
): Promise<readonly Page[]> => {
  const first = await readPage(1, signal)
  if (first.totalPages > 1) assertFull(first, first)
  const others = Array.from({ length: Math.max(0, first.totalPages - 1) }, (_, index) => index + 2)
  const read = await pMap(
    others,
    async (number) => {
      const page = await readPage(number, signal)
      if (page.totalPages !== first.totalPages) {
        throw new Changed(`${first.totalPages} pages, then ${page.totalPages}`)
      }
      // All but the last are full: what a shorter one lacks would be taken for gone.
      if (number < first.totalPages) assertFull(page, first)
      return page
    },
    { concurrency },
  )
  return [first, ...read]
}

/** A SIM can be on two pages when one was inserted before it meanwhile; what is said of it must be the same. */
const toListing = (pages: readonly Page[], form: IccidForm): InventoryListing => {
  const said = new Map<Iccid, string>()
  const entries: InventoryEntry[] = []
  const unreadable: UnreadableEntry[] = []

  const isRepeated = ({ iccid }: { iccid?: Iccid }, content: string): boolean => {
    if (iccid === undefined) return false
    const known = said.get(iccid)
    if (known !== undefined && known !== content) throw new Changed(`two states of SIM ${iccid}`)
    said.set(iccid, content)
    return known !== undefined
  }

  for (const { number, elements } of pages) {
    for (const [index, element] of elements.entries()) {
      const sim = parseSim(element, `page ${number}, element ${index + 1}`, form)
      if ('place' in sim) {
        if (!isRepeated(sim, `${sim.code} ${sim.message}`)) unreadable.push(sim)
      } else if (!isRepeated(sim, JSON.stringify(sim))) entries.push(sim)
    }
  }
  return { entries, unreadable }
}

/** The inventory as the 1NCE Management API lists it. One token is shared by all listings. */
export const oneNceInventory = (
  settings: OneNceSettings,
): ((signal: AbortSignal) => OperatorInventory) => {
  const readPage = createReadPage(settings)

  const listOnce = async (signal: AbortSignal): Promise<InventoryListing> =>
    toListing(await readPages(readPage, settings.concurrency, signal), settings.iccidForm)

  const list = async (signal: AbortSignal, triesLeft: number): Promise<InventoryListing> => {
    try {
      return await listOnce(signal)
    } catch (error) {
      if (!(error instanceof Changed)) throw error
      if (triesLeft > 1) return list(signal, triesLeft - 1)
      throw new DomainError(
        'INVENTORY_UNSTABLE',
        `expected an inventory that stays the same while it is read, got ${error.message}`,
      )
    }
  }

  return (signal) => ({
    list: async () => {
      try {
        return await list(signal, MAX_LISTINGS)
      } catch (error) {
        if (!signal.aborted || error instanceof DomainError) throw error
        throw new DomainError(
          'INVENTORY_UNAVAILABLE',
          'expected the whole inventory in the time of the run, got no end of it',
        )
      }
    },
  })
}
