/** Why a row was not applied. */
export interface RowProblem {
  readonly line: number
  /** `line 17`, or `lines 17 to 19` for a row of several. */
  readonly place: string
  readonly iccid?: string
  /** Reason code. */
  readonly code: string
  readonly message: string
}

/** Takes problems one by one; whoever waits for it never runs ahead of a slow disk. */
export type ReportProblem = (problem: RowProblem) => Promise<void>
