import { describeList } from './describe-list.ts'
import type { ImportSummary } from './import/import-file.ts'

/** Each for one, and for several. */
const CHANGES = {
  doneBefore: 'done by the interrupted import',
  added: 'added',
  moved: 'moved',
  unaddressed: [
    'of them loses its address: this file gives it none',
    'of them lose their address: this file gives them none',
  ],
  displacing: [
    'of them takes an address that another SIM had',
    'of them take an address that another SIM had',
  ],
  stranded: [
    'SIM that had it is left without one: this file gives it no other',
    'SIMs that had one are left without: this file gives them no other',
  ],
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

const wordsOf = (name: keyof typeof CHANGES, count: number): string => {
  const words = CHANGES[name]
  return typeof words === 'string' ? words : words[count === 1 ? 0 : 1]
}

const isChange = (name: string): name is keyof typeof CHANGES => name in CHANGES

const rowsOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`)

/** Without an address a SIM gets no token: whoever imports has to see which. */
const describeStranded = ({ isDryRun, stranded, strandedSims }: ImportSummary) => {
  const verbs = isDryRun ? ['would lose', 'would be'] : ['lost', 'is now']
  const lines = strandedSims.map(
    ({ iccid, address, holder }) =>
      `${iccid.padEnd(20)}  ${address}, which ${verbs[1]} that of ${holder}`,
  )
  return describeList(`SIMs that ${verbs[0]} their address to this import:`, lines, stranded)
}

const describeUnaddressed = ({ isDryRun, unaddressed, unaddressedSims }: ImportSummary) => {
  const verb = isDryRun ? 'would have' : 'have'
  const heading = `SIMs that ${verb} no address after this import:`
  return describeList(heading, unaddressedSims, unaddressed)
}

/** What an import did, for people: only what there is. */
export const describeSummary = (summary: ImportSummary): string[] => {
  const counts = Object.keys(CHANGES)
    .filter(isChange)
    .filter((name) => summary[name] > 0)
    .map((name) => `  ${String(summary[name]).padStart(9)}  ${wordsOf(name, summary[name])}`)
  const head = summary.isDryRun
    ? `${rowsOf(summary.rows)}; this would come of them, and nothing was changed:`
    : `${rowsOf(summary.rows)}, run ${summary.run}${summary.stoppedAfter === undefined ? '' : ', so far'}:`
  return [head, ...counts, ...describeUnaddressed(summary), ...describeStranded(summary)]
}
