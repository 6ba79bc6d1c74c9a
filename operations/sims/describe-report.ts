import { z } from 'zod'
import { describeList } from './describe-list.ts'

/** What a person is told of; the rest is for scripts. Another release may say less. */
const report = z.looseObject({
  outcome: z.enum(['applied', 'held', 'failed', 'skipped']),
  source: z.string().optional(),
  run: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  durationMs: z.number().optional(),
  counts: z.record(z.string(), z.number()).optional(),
  held: z
    .object({
      run: z.number(),
      losses: z.number(),
      sims: z
        .array(
          z.object({
            iccid: z.string(),
            kind: z.string(),
            to: z.string().optional(),
            address: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  problems: z
    .array(
      z.object({
        place: z.string().optional(),
        iccid: z.string().optional(),
        code: z.string(),
        message: z.string(),
      }),
    )
    .optional(),
})

export type Report = z.infer<typeof report>

/** @throws ZodError */
export const parseReport = (said: unknown): Report => report.parse(said)

const headOf = ({ outcome, source, run, durationMs }: Report): string =>
  [
    `${outcome}: ${source ?? 'the inventory'}`,
    ...(run === undefined ? [] : [`run ${run}`]),
    ...(durationMs === undefined ? [] : [`${(durationMs / 1000).toFixed(1)} s`]),
  ].join(', ')

const KINDS: ReadonlyMap<string, string> = new Map([
  ['unaddressed', 'has no address any more'],
  ['displaced', 'its address goes to'],
  ['moved', 'gets another address,'],
])

/** On these lines somebody decides whether they are meant. */
const describeHeld = ({ outcome, held }: Report, confirmWith: string): string[] => {
  // One that failed keeps what an earlier one held; that says nothing about the inventory of now.
  if (held === undefined || outcome !== 'held') return []
  const { run, losses, sims } = held
  const lines = sims.map(({ iccid, kind, to, address }) =>
    `${iccid.padEnd(20)}  ${KINDS.get(kind) ?? kind} ${to ?? address ?? ''}`.trimEnd(),
  )
  return [
    ...describeList(`${losses} SIMs would lose their access or their address:`, lines, losses),
    `if the inventory is right, apply it with: ${confirmWith.replace('RUN', String(run))}`,
  ]
}

/**
 * A report of a sync, as lines for people: only what there is.
 *
 * @param confirmWith a command for the shell, with RUN for the run to be confirmed
 */
export const describeReport = (answer: Report, confirmWith: string): string[] => {
  const { reason, detail, counts = {}, problems = [] } = answer
  return [
    headOf(answer),
    ...Object.entries(counts).flatMap(([name, count]) =>
      count > 0 ? [`  ${String(count).padStart(9)}  ${name}`] : [],
    ),
    ...problems.map(({ place, iccid, code, message }) =>
      [place, iccid, code, message].filter((part) => part !== undefined).join(': '),
    ),
    ...(reason === undefined ? [] : [`${reason}: ${detail ?? ''}`]),
    ...describeHeld(answer, confirmWith),
  ]
}
