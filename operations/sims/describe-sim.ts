import { replaceUnprintable } from '../../domain/inventory/sim-label.ts'
import type { StoredSim } from '../../domain/inventory/stored-sim.ts'

/** Fit for one line of a terminal: others may write the tables too. */
export const printable = (text: string): string => replaceUnprintable(text, () => '?')

/** Seconds since 1970 as a time; one that no calendar has as the number that it is. */
export const isoSeconds = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000', '')
}

const statusOf = ({ status, suspendedBy }: StoredSim): string =>
  status === 'suspended' && suspendedBy !== undefined ? `${status} by ${suspendedBy}` : status

/** A SIM as one line: ICCID, status, address, label. */
export const toLine = (sim: StoredSim): string =>
  [
    sim.iccid.padEnd(20),
    statusOf(sim).padEnd(22),
    (sim.address ?? '-').padEnd(15),
    printable(sim.label ?? ''),
  ]
    .join('  ')
    .trimEnd()

/** A SIM with all that is known of it, a line each. */
export const toLines = (sim: StoredSim): string[] =>
  Object.entries({
    iccid: sim.iccid,
    status: statusOf(sim),
    address: sim.address ?? 'none',
    imsi: sim.imsi,
    msisdn: sim.msisdn,
    label: sim.label,
    'tokens valid from':
      sim.tokensValidFrom === undefined ? undefined : isoSeconds(sim.tokensValidFrom),
    session: sim.endsSession ? 'still to be ended' : undefined,
    source: sim.source,
    run: sim.run === 0 ? undefined : String(sim.run),
  }).flatMap(([name, value]) =>
    value === undefined ? [] : `${name.padEnd(17)}  ${printable(value)}`,
  )
