import type { Comparison } from './measure.ts'

/** One figure; a single measurement has no spread. */
export interface Row extends Partial<Comparison> {
  readonly figure: string
  readonly ratio: number
  readonly goal?: string
  readonly note?: string
}

/** A figure that is no ratio, with what the closest peer says of itself. */
export interface Measurement {
  readonly figure: string
  readonly measured: string
  readonly goal?: string
  readonly peer?: string
  readonly note?: string
}

const number = (value: number | undefined): string =>
  value === undefined ? '' : value.toPrecision(3)

/** Prints figures as a Markdown table. */
export const printTable = (rows: readonly Row[], print: (line: string) => void): void => {
  print('| figure | ratio | lowest | highest | goal | note |')
  print('|---|---|---|---|---|---|')
  for (const { figure, ratio, lowest, highest, goal = '', note = '' } of rows) {
    print(
      `| ${figure} | ${number(ratio)} | ${number(lowest)} | ${number(highest)} | ${goal} | ${note} |`,
    )
  }
}

/** Prints measurements as a Markdown table. */
export const printMeasurements = (
  rows: readonly Measurement[],
  print: (line: string) => void,
): void => {
  print('| figure | measured | goal | peer | note |')
  print('|---|---|---|---|---|')
  for (const { figure, measured, goal = '', peer = '', note = '' } of rows)
    print(`| ${figure} | ${measured} | ${goal} | ${peer} | ${note} |`)
}
