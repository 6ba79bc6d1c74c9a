import pMap from 'p-map'
import { DomainError } from '../../../domain/errors.ts'
import type { Iccid } from '../../../domain/iccid.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type {
  InventoryListing,
  OperatorInventory,
  UnreadableEntry,
} from '../../../domain/inventory/ports.ts'
import { assertFits, collectListing } from '../collect-listing.ts'
import {
  type ApiClientSettings,
  createReadPage,
  PAGE_SIZE,
  type Page,
  type ReadPage,
} from './api-client.ts'
import { type IccidForm, parseSim } from './parse-sim.ts'

export interface OneNceSettings extends ApiClientSettings {
  readonly iccidForm: IccidForm
  /** Pages that are read at the same time. */
  readonly concurrency: number
  /** The most that fit into memory. */
  readonly maxSims: number
}

const MAX_LISTINGS = 3

/** The inventory changed while it was read. */
class Changed extends Error {
  override readonly name = 'Changed'
}

type ReadSim = InventoryEntry | UnreadableEntry

interface ReadSims {
  readonly totalPages: number
  readonly sims: readonly ReadSim[]
}

/** What a page says, without the rest of it. */
const simsOf = ({ number, totalPages, elements }: Page, form: IccidForm): ReadSims => ({
  totalPages,
  sims: elements.map((element, index) =>
    parseSim(element, `page ${number}, element ${index + 1}`, form),
  ),
})

/** Every page but the last one is full, or the SIMs of a part that did not answer would seem to be gone. */
const assertNoHole = (pages: readonly ReadSims[]): void => {
  const full = pages[0]?.sims.length ?? 0
  for (const [index, { sims }] of pages.entries()) {
    const isLast = index === pages.length - 1
    const isWhole = isLast ? sims.length > 0 && sims.length <= full : sims.length === full
    if (isWhole || pages.length === 1) continue
    throw new Changed(
      `${sims.length} SIMs on page ${index + 1} of ${pages.length}, ${full} on the first`,
    )
  }
}

const readPages = async (
  readPage: ReadPage,
  { concurrency, iccidForm, maxSims }: Omit<OneNceSettings, keyof ApiClientSettings>,
  signal: AbortSignal,
): Promise<readonly ReadSims[]> => {
  const first = simsOf(await readPage(1, signal), iccidForm)
  assertFits((first.totalPages - 1) * PAGE_SIZE, maxSims)
  const others = Array.from({ length: Math.max(0, first.totalPages - 1) }, (_, index) => index + 2)
  const read = await pMap(
    others,
    async (number) => {
      const page = simsOf(await readPage(number, signal), iccidForm)
      if (page.totalPages === first.totalPages) return page
      throw new Changed(`${first.totalPages} pages, then ${page.totalPages}`)
    },
    { concurrency },
  )
  const pages = [first, ...read]
  assertNoHole(pages)
  return pages
}

const contentOf = (sim: ReadSim): string =>
  JSON.stringify('place' in sim ? [sim.code, sim.message] : sim)

/** A SIM can be on two pages when one was inserted before it meanwhile; what is said of it must be the same. */
const toListing = (pages: readonly ReadSims[], maxSims: number): InventoryListing => {
  const said = new Map<Iccid, ReadSim>()
  const { add, listing } = collectListing(maxSims)
  const isRepeated = (sim: ReadSim): boolean => {
    if (sim.iccid === undefined) return false
    const known = said.get(sim.iccid)
    if (known !== undefined && contentOf(known) !== contentOf(sim)) {
      throw new Changed(`two states of SIM ${sim.iccid}`)
    }
    said.set(sim.iccid, sim)
    return known !== undefined
  }
  for (const { sims } of pages) {
    for (const sim of sims) if (!isRepeated(sim)) add(sim)
  }
  return listing()
}

/** The inventory as the 1NCE Management API lists it. One token is shared by all listings. */
export const oneNceInventory = (
  settings: OneNceSettings,
): ((signal: AbortSignal) => OperatorInventory) => {
  const readPage = createReadPage(settings)

  const listOnce = async (signal: AbortSignal): Promise<InventoryListing> =>
    toListing(await readPages(readPage, settings, signal), settings.maxSims)

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
