import type { StartedRun } from '../ports.ts'
import type { Findings, Past } from './findings.ts'
import type { SyncPlan } from './plan-sync.ts'

/** It stays with the run that withheld them first, as long as the reason is the same: whoever was told of it knows. */
export const withholdingOf = (
  { withheld }: SyncPlan,
  run: StartedRun,
  past: Past,
): Pick<Findings, 'withholding'> => {
  if (withheld === undefined) return {}
  const reason = withheld.error.code
  const { withholding = { run: run.number, reason } } = past
  return { withholding: withholding.reason === reason ? withholding : { run: run.number, reason } }
}
