import pMap from 'p-map'
import { type Iccid, parseIccid } from '../../../domain/iccid.ts'
import { BY_HAND } from '../../../domain/inventory/assertion.ts'
import {
  endMarkedSessions,
  SECOND_ENDING_MS,
} from '../../../domain/inventory/end-marked-sessions.ts'
import type { InventoryContext } from '../../../domain/inventory/ports.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { toJson } from '../../to-json.ts'
import { describeError, toText } from '../describe-error.ts'
import { printable, toLine } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Io } from '../services.ts'
import { UsageError } from '../usage-error.ts'

const SIMS_AT_ONCE = 8

/** ICCIDs as arguments, or a line each from stdin for `-`. */
export async function* iccidsFrom(given: readonly string[], io: Io): AsyncGenerator<string> {
  for (const argument of given) {
    if (argument !== '-') {
      yield argument
      continue
    }
    for await (const line of io.lines()) if (line.trim() !== '') yield line.trim()
  }
}

/** An inventory is the truth about the SIMs that it lists: what is done against it by hand does not last. */
export const tellOfLister = (
  io: Io,
  { iccid, source }: StoredSim,
  consequence = 'puts back what it says; suspend the SIM to keep it out',
): void => {
  if (source === undefined || BY_HAND.includes(source)) return
  io.note(`${iccid} is listed by ${printable(source)}: its next sync ${consequence}`)
}

/**
 * Ends the sessions of SIMs once more, when a device that was just being admitted is connected too.
 *
 * @param iccids all that are marked unless told
 * @returns what the command exits with, if nothing else went wrong: a session that is still open is no refusal
 */
export const endSessionsAgain = async (
  ctx: InventoryContext,
  io: Io,
  iccids?: readonly Iccid[],
): Promise<ExitCode> => {
  io.note(`sessions are ended once more in ${SECOND_ENDING_MS / 1000} s`)
  try {
    await io.sleep(SECOND_ENDING_MS)
    await endMarkedSessions(ctx, iccids)
    return EXIT.done
  } catch (error) {
    const described = io.signal.aborted ? 'stopped' : toText(describeError(error))
    io.note(`${described}\nsome sessions may still be open: run the command again to end them`)
    return io.signal.aborted ? EXIT.interrupted : EXIT.partial
  }
}

/** @returns what a command exits with that has refused those SIMs, once their sessions are ended for good */
export const endChanged = async (
  ctx: InventoryContext,
  io: Io,
  { exitCode, iccids }: Changed,
): Promise<ExitCode> => {
  if (iccids.length === 0) return exitCode
  const ended = await endSessionsAgain(ctx, io, iccids)
  return exitCode === EXIT.done ? ended : exitCode
}

export interface ChangeOptions {
  readonly io: Io
  readonly isJson: boolean
  readonly change: (iccid: Iccid) => Promise<StoredSim>
  /** For people; `toLine` unless told. */
  readonly describe?: (sim: StoredSim) => string
}

/** Whether a session is still to be ended is only known later, from what the command exits with. */
const withoutSession = ({ endsSession: _, ...sim }: StoredSim) => sim

export interface Changed {
  readonly exitCode: ExitCode
  readonly iccids: readonly Iccid[]
}

/**
 * Changes SIMs one by one, several at a time; one that is refused does not stop the others.
 *
 * @throws UsageError when none is named
 */
export const changeSims = async (
  given: readonly string[],
  { io, isJson, change, describe = toLine }: ChangeOptions,
): Promise<Changed> => {
  const iccids: Iccid[] = []
  let asked = 0
  let refused = 0
  const changeOne = async (argument: string): Promise<void> => {
    asked += 1
    if (io.signal.aborted) return
    try {
      const sim = await change(parseIccid(argument))
      iccids.push(sim.iccid)
      await io.print(isJson ? toJson(withoutSession(sim)) : describe(sim))
    } catch (error) {
      refused += 1
      const described = describeError(error)
      if (isJson) await io.print(toJson({ iccid: argument.slice(0, 64), error: described }))
      else io.note(toText(described))
    }
  }
  await pMap(iccidsFrom(given, io), changeOne, { concurrency: SIMS_AT_ONCE })
  // The script that made the list may have failed.
  if (asked === 0) throw new UsageError('expected at least one ICCID on stdin, got none')
  if (refused === 0) return { exitCode: EXIT.done, iccids }
  return { exitCode: iccids.length === 0 ? EXIT.failed : EXIT.partial, iccids }
}
