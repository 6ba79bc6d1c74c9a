import { pMapSettled } from 'p-map'
import type { Iccid } from '../iccid.ts'
import { leaveAlone } from './leave-alone.ts'
import type { InventoryContext, InventoryStore } from './ports.ts'
import { revisionAfter, type StoredSim } from './stored-sim.ts'
import { throwFirstFailure } from './throw-first-failure.ts'

/** In milliseconds: the authorizer function has at most 5 s to answer IoT Core, which admits on that answer. */
export const SECOND_ENDING_MS = 6000
/** A refusal that is younger than this, or from a clock that is ahead, still has its second ending before it. */
const ADMISSION_MS = 5000

const CONCURRENCY = 16
const isFresh = ({ refusedAt }: StoredSim, now: number): boolean =>
  refusedAt !== undefined && Math.abs(now - refusedAt) < ADMISSION_MS

const marked = async (store: InventoryStore): Promise<readonly Iccid[]> => {
  const iccids: Iccid[] = []
  for await (const { iccid, endsSession } of store.allSims(leaveAlone))
    if (endsSession) iccids.push(iccid)
  return iccids
}

/**
 * Ends the sessions of SIMs that were refused, and takes the mark `endsSession` away. To be called SECOND_ENDING_MS
 * after the refusal was written: a device that the authorizer was asked about just before may still have been let in.
 *
 * @param iccids those that are marked in the table unless told; their sessions are ended whether they are marked or not
 * @throws what the first session that could not be ended threw, after all the others were
 */
export const endMarkedSessions = async (
  { store, sessions, now }: InventoryContext,
  iccids?: readonly Iccid[],
): Promise<void> => {
  const ending = iccids ?? (await marked(store))
  // Read before the ending: what is marked anew meanwhile keeps its mark, because the write then fails. So does what was
  // marked anew while the caller waited for SECOND_ENDING_MS: a device may be let in after this ending.
  const sims = await store.findSims(ending, leaveAlone)
  const readAt = now()
  const end = async (iccid: Iccid): Promise<void> => {
    await sessions.end(iccid)
    const seen = sims.get(iccid)
    if (!seen?.endsSession || isFresh(seen, readAt)) return
    const next = { ...seen, endsSession: false, refusedAt: undefined }
    await store.putSim({ ...next, revision: revisionAfter(seen) }, seen)
  }
  const outcomes = await pMapSettled(ending, end, { concurrency: CONCURRENCY })
  throwFirstFailure(outcomes)
}
