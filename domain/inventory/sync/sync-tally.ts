import type { DomainError } from '../../errors.ts'
import type { Iccid } from '../../iccid.ts'
import type { Comparison } from './compare-inventory.ts'
import { NO_COUNTS, type SyncCounts, type SyncProblem } from './sync-report.ts'

/** What a run has done of a comparison. */
export interface Applied {
  readonly counts: SyncCounts
  readonly problems: readonly SyncProblem[]
  /** How many SIMs have lost their access or their address by it. */
  readonly losses: number
  /** SIMs that were refused just now: their sessions are to be ended once more. */
  readonly refusedSims: readonly Iccid[]
  /** What ended it early: the run's time was over, or the store was gone. */
  readonly stoppedBy?: DomainError
}

/** Whose writing takes something from whom. */
const causesOf = ({ losses }: Comparison): ReadonlyMap<Iccid, readonly Iccid[]> => {
  const causes = new Map<Iccid, Iccid[]>()
  for (const { iccid, to = iccid } of losses) {
    const losers = causes.get(to)
    if (losers === undefined) causes.set(to, [iccid])
    else losers.push(iccid)
  }
  return causes
}

/** Keeps count of what happens to each SIM. */
export const createTally = (comparison: Comparison) => {
  const counts: { -readonly [Name in keyof SyncCounts]: number } = {
    ...NO_COUNTS,
    known: comparison.known,
    unchanged: comparison.unchanged,
  }
  const causes = causesOf(comparison)
  const lost = new Set<Iccid>()
  const problems: SyncProblem[] = []
  const refusedSims: Iccid[] = []
  let stoppedBy: DomainError | undefined
  return {
    counts,
    refusedSims,
    stop: (error: DomainError): void => {
      stoppedBy ??= error
    },
    /** The SIM is as the inventory has it now, or on its way there. */
    change: (iccid: Iccid): void => {
      for (const loser of causes.get(iccid) ?? []) lost.add(loser)
    },
    isStopped: () => stoppedBy !== undefined,
    refuse: (iccid: Iccid, { code, message }: DomainError): void => {
      counts.refused += 1
      problems.push({ iccid, code, message })
    },
    done: (): Applied => ({
      counts,
      problems,
      losses: lost.size,
      refusedSims,
      ...(stoppedBy && { stoppedBy }),
    }),
  }
}

export type Tally = ReturnType<typeof createTally>
