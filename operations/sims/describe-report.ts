import { z } from 'zod'

/** What a person is told of; the rest is for scripts. Another release may say less. */
const report = z.looseObject({
  outcome: z.enum(['applied', 'held', 'failed', 'skipped']),
  source: z.string().optional(),
  run: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  durationMs: z.number().optional(),
  counts: z.record(z.string(), z.number()).optional(),
  held: z.object({ run: z.number(), losses: z.number() }).optional(),
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

/** A report of a sync, as lines for people: only what there is. */
export const describeReport = (answer: Report): string[] => {
  const { reason, detail, counts = {}, held, problems = [] } = answer
  return [
    headOf(answer),
    ...Object.entries(counts).flatMap(([name, count]) =>
      count > 0 ? [`  ${String(count).padStart(9)}  ${name}`] : [],
    ),
    ...problems.map(({ place, iccid, code, message }) =>
      [place, iccid, code, message].filter((part) => part !== undefined).join(': '),
    ),
    ...(reason === undefined ? [] : [`${reason}: ${detail ?? ''}`]),
    ...(held === undefined
      ? []
      : [`if the inventory is right, apply it with: sync --confirm ${held.run}`]),
  ]
}
