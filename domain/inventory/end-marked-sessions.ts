import type { Iccid } from '../iccid.ts'
import type { InventoryContext } from './ports.ts'

/**
 * Ends sessions for good and takes the mark `endsSession` away. To be called SECOND_ENDING_MS after the refusal was
 * written: a device that the authorizer was asked about just before it may still have been let in meanwhile.
 *
 * @param iccids all that are marked in the table unless told
 * @returns those whose session was ended
 */
export const endMarkedSessions = async (
  _ctx: InventoryContext,
  _iccids?: readonly Iccid[],
): Promise<readonly Iccid[]> => {
  throw new Error('not built yet')
}

/** The authorizer function has at most 5 s to answer IoT Core, which admits on that answer. */
export const SECOND_ENDING_MS = 6000
