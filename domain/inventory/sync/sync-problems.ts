import { isIccid } from '../../iccid.ts'
import type { UnreadableEntry } from '../ports.ts'
import type { SyncPlan } from './plan-sync.ts'
import type { StoredInventory } from './stored-inventory.ts'
import type { SyncProblem } from './sync-report.ts'

const unreadableProblem = ({ place, iccid, code, message }: UnreadableEntry): SyncProblem => ({
  place,
  ...(iccid && { iccid }),
  code,
  message,
})

/** What cannot be read in the tables, unless an entry was refused for it already. */
const corruptProblems = (
  { corrupt }: StoredInventory,
  told: readonly SyncProblem[],
): readonly SyncProblem[] => {
  const messages = new Set(told.map(({ message }) => message))
  return [...corrupt.values()].flatMap(({ key, error: { code, message } }) =>
    messages.has(message) ? [] : [{ ...(isIccid(key) && { iccid: key }), code, message }],
  )
}

/** The first of the problems, of which a report has only so many. */
const planProblems = ({ stale, withheld }: SyncPlan): readonly SyncProblem[] =>
  [stale, withheld?.error].flatMap((error) =>
    error === undefined ? [] : [{ code: error.code, message: error.message }],
  )

/**
 * All that is to be told of a sync, what matters most first: a report keeps only so many.
 *
 * @param refused what was refused in the writing
 * @param unended sessions that are still to be ended
 */
export const problemsOf = (
  plan: SyncPlan,
  refused: readonly SyncProblem[],
  unended: readonly SyncProblem[],
): readonly SyncProblem[] => [
  ...planProblems(plan),
  ...corruptProblems(plan.stored, refused),
  ...unended,
  ...refused,
  ...plan.listing.unreadable.map(unreadableProblem),
]
