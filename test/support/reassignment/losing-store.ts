import { DomainError } from '../../../domain/errors.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import type { Sleep } from './sleeping-store.ts'

/** How a write is told to have failed: on its way all the same, or `refused` for good. */
export type LossKind = 'unanswered' | 'unforeseen' | 'refused'

export interface Loss extends Omit<Sleep, 'afterCalls'> {
  /** How many writes come before it; none is lost unless told. */
  readonly afterWrites?: number
  readonly kind?: LossKind
}

/** An error that no use case knows. */
export class Unforeseen extends Error {
  override readonly name = 'Unforeseen'
}

/** The store says that it did not write. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

const failureOf = (kind: LossKind | undefined): Error =>
  kind === 'unforeseen'
    ? new Unforeseen('expected a permission, got none')
    : new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')

/** The store of a process that is told at once that one of its writes failed, which may be done when others have woken up. */
export const losingStore = (
  store: InventoryStore,
  { afterWrites = Infinity, kind, waking, watch }: Loss,
): InventoryStore => {
  let writes = 0
  const write = (work: () => Promise<boolean>): Promise<boolean> => {
    if (writes++ !== afterWrites) return work()
    if (kind === 'refused') return Promise.reject(new Refused('expected a permission, got none'))
    // A process that crashes meanwhile does not take it back either.
    watch(waking.then(work)).catch(() => {})
    return Promise.reject(failureOf(kind))
  }
  return {
    ...store,
    putSim: (next, seen) => write(() => store.putSim(next, seen)),
    putAddress: (next, seen) => write(() => store.putAddress(next, seen)),
    isRefusal: (error) => error instanceof Refused,
  }
}
