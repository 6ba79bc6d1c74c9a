import type { InventoryStore } from './ports.ts'

export interface WatchedWrites {
  readonly store: InventoryStore
  /**
   * Lets nothing more be written.
   *
   * @returns whether every write was answered, so that none can come late
   */
  readonly close: () => boolean
}

/** A store of which one knows whether something of it may still be under way. */
export const watchWrites = (store: InventoryStore): WatchedWrites => {
  let unanswered = 0
  let isClosed = false
  const watch = async (write: () => Promise<boolean>): Promise<boolean> => {
    if (isClosed) throw new Error('expected a write before the end of its run, got a later one')
    unanswered += 1
    try {
      const isWritten = await write()
      unanswered -= 1
      return isWritten
    } catch (error) {
      // Silence is no answer.
      if (store.isRefusal(error)) unanswered -= 1
      throw error
    }
  }
  return {
    store: {
      // One by one: a new way to write must not go unwatched.
      findSims: store.findSims,
      findAddresses: store.findAddresses,
      allSims: store.allSims,
      allAddresses: store.allAddresses,
      isRefusal: store.isRefusal,
      putSim: (next, seen) => watch(() => store.putSim(next, seen)),
      putAddress: (next, seen) => watch(() => store.putAddress(next, seen)),
    },
    close: () => {
      isClosed = true
      return unanswered === 0
    },
  }
}
