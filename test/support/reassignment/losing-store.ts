import { DomainError } from '../../../domain/errors.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import type { Sleep } from './sleeping-store.ts'

/** How a write is told to have failed that is on its way all the same. */
export type LossKind = 'unanswered' | 'unforeseen'

export interface Loss extends Omit<Sleep, 'afterCalls'> {
  /** How many writes come before it; none is lost unless told. */
  readonly afterWrites?: number
  readonly kind?: LossKind
}

/** An error that no use case knows. */
export class Unforeseen extends Error {
  override readonly name = 'Unforeseen'
}

const failureOf = (kind: LossKind | undefined): Error =>
  kind === 'unforeseen'
    ? new Unforeseen('expected a permission, got none')
    : new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')

/** The store of a process that is told at once that one of its writes failed, which is done when others have woken up. */
export const losingStore = (
  store: InventoryStore,
  { afterWrites = Infinity, kind, waking, watch }: Loss,
): InventoryStore => {
  let writes = 0
  const write = (work: () => Promise<boolean>): Promise<boolean> => {
    if (writes++ !== afterWrites) return work()
    // A process that crashes meanwhile does not take it back either.
    watch(waking.then(work)).catch(() => {})
    return Promise.reject(failureOf(kind))
  }
  return {
    ...store,
    putSim: (next, seen) => write(() => store.putSim(next, seen)),
    putAddress: (next, seen) => write(() => store.putAddress(next, seen)),
  }
}
