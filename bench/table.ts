import type { Comparison } from './measure.ts'

/** One figure; a single measurement has no spread. */
export interface Row extends Partial<Comparison> {
  readonly figure: string
  readonly ratio: number
  readonly goal?: string
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
