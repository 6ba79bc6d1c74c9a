import type { Iccid } from '../../iccid.ts'
import { endQuietly } from '../end-quietly.ts'
import type { Sessions } from '../ports.ts'

export interface BackgroundEndings {
  /** Takes what is to be ended, and keeps nobody waiting. */
  readonly sessions: Sessions
  /** Forgets what waits. */
  readonly stop: () => void
}

/**
 * The first try to end sessions, beside the writing: a refusal does not wait for the disconnection of another. What fails, or is
 * not tried in time, stays marked in the table.
 */
export const endInBackground = (sessions: Sessions, concurrency = 16): BackgroundEndings => {
  const waiting = new Set<Iccid>()
  let running = 0
  const startNext = (): void => {
    const [iccid] = waiting
    if (iccid === undefined || running >= concurrency) return
    waiting.delete(iccid)
    running += 1
    void endOne(iccid)
  }
  const endOne = async (iccid: Iccid): Promise<void> => {
    await endQuietly(sessions, iccid)
    running -= 1
    startNext()
  }
  return {
    sessions: {
      end: async (iccid) => {
        waiting.add(iccid)
        startNext()
      },
    },
    stop: () => waiting.clear(),
  }
}
