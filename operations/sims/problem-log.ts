import { stringify } from 'csv-stringify/sync'
import { toSpreadsheetLabel } from '../../lambdas/adapters/inventory-csv/spreadsheet-label.ts'
import { toJson } from '../to-json.ts'
import type { RowProblem } from './import/row-problem.ts'
import { openWritable } from './writable-file.ts'

/** So many are enough to see what is wrong; all of them are in the file. */
export const PROBLEMS_SHOWN = 20
const COLUMNS = ['place', 'iccid', 'code', 'message'] as const

/** Where problems go: some to whoever waits, all to a file if there is one. */
export interface ProblemLog {
  readonly report: (problem: RowProblem) => Promise<void>
  readonly count: () => number
  /** The first of them. */
  readonly shown: () => readonly RowProblem[]
  /** Resolves when all is on disk. */
  readonly close: () => Promise<void>
}

// Messages quote the file: nothing of it may run in a spreadsheet.
const toCsv = ({ place, iccid, code, message }: RowProblem): string =>
  stringify([[place, iccid ?? '', code, toSpreadsheetLabel(message)]])

/** The lines of a quoted cell that is too long fail one after the other: they would push all else out of what is shown. */
const isMoreOf = (last: RowProblem | undefined, { line, code, message }: RowProblem): boolean =>
  code === 'ROW_MALFORMED' && last?.line === line - 1 && last.message === message

/**
 * Keeps problems.
 *
 * @param path of a file for all of them: JSON lines if it ends in .json, .jsonl or .ndjson, else CSV
 * @param show takes the first ones
 */
export const openProblemLog = async (
  path: string | undefined,
  show: (problem: RowProblem) => void,
): Promise<ProblemLog> => {
  const file = path === undefined ? undefined : await openWritable(path)
  const isJson = /\.(?:json|jsonl|ndjson)$/.test(path ?? '')
  try {
    if (!isJson) await file?.write(stringify([[...COLUMNS]]))
  } catch (error) {
    await file?.close()
    throw error
  }
  const shown: RowProblem[] = []
  let last: RowProblem | undefined
  let count = 0
  return {
    report: async (problem) => {
      count += 1
      if (shown.length < PROBLEMS_SHOWN && !isMoreOf(last, problem)) {
        shown.push(problem)
        show(problem)
      }
      last = problem
      if (file !== undefined) await file.write(isJson ? `${toJson(problem)}\n` : toCsv(problem))
    },
    count: () => count,
    shown: () => shown,
    close: async () => file?.close(),
  }
}
