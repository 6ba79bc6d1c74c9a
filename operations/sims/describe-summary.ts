import type { ImportSummary } from './import/import-file.ts'

const CHANGES = {
  added: 'added',
  moved: 'moved',
  displacing: 'of them took an address that another SIM had',
  suspended: 'suspended',
  resumed: 'resumed',
  described: 'described anew',
  rewritten: 'written again as they were',
  unchanged: 'unchanged',
  repeated: 'repeated word for word',
  contradicting: 'refused: they contradict each other',
  unreadable: 'refused: not to be read',
  refused: 'refused by the inventory',
} as const

const isChange = (name: string): name is keyof typeof CHANGES => name in CHANGES

/** What an import did, for people: only what there is. */
export const describeSummary = (summary: ImportSummary): string[] => {
  const counts = Object.keys(CHANGES)
    .filter(isChange)
    .filter((name) => summary[name] > 0)
    .map((name) => `  ${String(summary[name]).padStart(9)}  ${CHANGES[name]}`)
  const head = summary.isDryRun
    ? `${summary.rows} rows; this would come of them, and nothing was changed:`
    : `${summary.rows} rows, run ${summary.run}:`
  const { stoppedAfter } = summary
  return [
    head,
    ...counts,
    ...(stoppedAfter === undefined
      ? []
      : [`stopped after line ${stoppedAfter}: run the same command again to go on from there`]),
  ]
}
