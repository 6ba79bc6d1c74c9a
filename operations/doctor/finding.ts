/** What one check found, in the operator's words. */
export interface Finding {
  /** What was looked at. */
  readonly check: string
  /** `problem` makes the command fail; `notice` is for the operator to judge. */
  readonly result: 'ok' | 'notice' | 'problem'
  readonly message: string
  /** The command to run next. */
  readonly next?: string
}

export const ok = (check: string, message: string): Finding => ({ check, result: 'ok', message })

export const notice = (check: string, message: string, next?: string): Finding => ({
  check,
  result: 'notice',
  message,
  next,
})

export const problem = (check: string, message: string, next?: string): Finding => ({
  check,
  result: 'problem',
  message,
  next,
})

const MARKS = { ok: 'ok     ', notice: 'notice ', problem: 'PROBLEM' } as const

export const describeFinding = ({ check, result, message, next }: Finding): readonly string[] => [
  `${MARKS[result]} ${check}: ${message}`,
  ...(next === undefined ? [] : [`          next: ${next}`]),
]
