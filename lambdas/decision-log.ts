import { DomainError } from '../domain/errors.ts'

/** One decision about one caller. Holds parsed ids only: never a token, a signature or a header. */
export interface DecisionEntry {
  readonly event: 'Onboarding' | 'Authorization'
  readonly outcome: 'issued' | 'allowed' | 'refused' | 'failed'
  /** Reason code, for refusals and failures. */
  readonly reason?: string
  /** For people: what was expected and what came. */
  readonly detail?: string
  readonly iccid?: string
  /** What a refused device claimed. */
  readonly clientId?: string
  readonly address?: string
  readonly requestId?: string
}

export type DecisionLog = (entry: DecisionEntry) => void

const METRICS = [
  {
    Namespace: 'Simpass',
    Dimensions: [
      ['event', 'outcome'],
      ['event', 'outcome', 'reason'],
    ],
    Metrics: [{ Name: 'Decisions', Unit: 'Count' }],
  },
]

const LEVELS = { issued: 'INFO', allowed: 'INFO', refused: 'WARN', failed: 'ERROR' } as const

/**
 * Writes each decision as one line of JSON that is a log entry and, in the CloudWatch embedded metric format,
 * a count by outcome and reason code.
 */
export const createDecisionLog =
  (write: (line: string) => void, now: () => number): DecisionLog =>
  (entry) =>
    write(
      JSON.stringify({
        _aws: { Timestamp: now(), CloudWatchMetrics: METRICS },
        level: LEVELS[entry.outcome],
        Decisions: 1,
        reason: 'NONE',
        ...entry,
      }),
    )

/** Writes to standard output as it is: the Lambda runtime's console would put its own words before the JSON. */
export const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** What an operator needs of an unexpected error; messages of AWS SDKs and of ours hold no secrets. */
export const describeError = (error: unknown): string => {
  if (!(error instanceof Error)) return 'expected an Error to be thrown, got something else'
  const cause = error.cause instanceof Error ? `: ${error.cause.name}: ${error.cause.message}` : ''
  // Ours say all in their message, and their code is the reason beside it.
  const name = error instanceof DomainError ? '' : `${error.name}: `
  return `${name}${error.message}${cause}`
}
