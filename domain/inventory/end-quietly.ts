import type { Iccid } from '../iccid.ts'
import type { Sessions } from './ports.ts'

/** The quick first try to end the session of a SIM that is refused and marked already: endMarkedSessions tells of a failure. */
export const endQuietly = async ({ end }: Sessions, iccid: Iccid): Promise<void> => {
  await Promise.allSettled([end(iccid)])
}
