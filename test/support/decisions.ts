import type { DecisionEntry, DecisionLog } from '../../lambdas/decision-log.ts'

/** A decision log that keeps its entries. */
export const recordDecisions = (): { log: DecisionLog; entries: DecisionEntry[] } => {
  const entries: DecisionEntry[] = []
  return { log: (entry) => entries.push(entry), entries }
}
