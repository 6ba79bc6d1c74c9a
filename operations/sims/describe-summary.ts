import type { ImportSummary } from './import/import-file.ts'

const CHANGES = {
  added: 'added',
  moved: 'moved',
  displacing: 'of them took an address that another SIM had',
  stranded: 'SIMs that had it are left without one: this file gives them no other',
  suspended: 'suspended',
  resumed: 'resumed',
  described: 'described anew',
  rewritten: 'written again as they were',
  unchanged: 'unchanged',
  repeated: 'repeated word for word',
  contradicting: 'refused: they contradict each other',
  unlabelled: 'taken without their label, which is not to be read',
  unreadable: 'refused: not to be read',
  refused: 'refused by the inventory',
} as const

const isChange = (name: string): name is keyof typeof CHANGES => name in CHANGES

const rowsOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`)

/** Without an address a SIM gets no token: whoever imports has to see which. */
const describeStranded = ({ isDryRun, stranded, strandedSims }: ImportSummary): string[] => {
  if (strandedSims.length === 0) return []
  const verbs = isDryRun ? ['would lose', 'would be'] : ['lost', 'is now']
  const others = stranded - strandedSims.length
  return [
    `SIMs that ${verbs[0]} their address to this import:`,
    ...strandedSims.map(
      ({ iccid, address, holder }) =>
        `  ${iccid.padEnd(20)}  ${address}, which ${verbs[1]} that of ${holder}`,
    ),
    ...(others === 0 ? [] : [`  and ${others} more`]),
  ]
}

/** What an import did, for people: only what there is. */
export const describeSummary = (summary: ImportSummary): string[] => {
  const counts = Object.keys(CHANGES)
    .filter(isChange)
    .filter((name) => summary[name] > 0)
    .map((name) => `  ${String(summary[name]).padStart(9)}  ${CHANGES[name]}`)
  const head = summary.isDryRun
    ? `${rowsOf(summary.rows)}; this would come of them, and nothing was changed:`
    : `${rowsOf(summary.rows)}, run ${summary.run}${summary.stoppedAfter === undefined ? '' : ', so far'}:`
  return [head, ...counts, ...describeStranded(summary)]
}
