import * as z from 'zod'
import { type Iccid, isIccid } from '../../domain/iccid.ts'
import type { HourOfLosses } from '../../domain/inventory/sync/shrink-guard.ts'
import { NO_COUNTS, type SyncReport } from '../../domain/inventory/sync/sync-report.ts'
import { isSimAddress, type SimAddress } from '../../domain/sim-address.ts'

const count = z.int().min(0)
// An earlier release counts less, and what it holds can still be confirmed.
const orNone = count.default(0)
const counts = z.object(
  Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, orNone])) as Record<
    keyof typeof NO_COUNTS,
    typeof orNone
  >,
)

const iccid = z.custom<Iccid>(isIccid)
const loss = z.object({
  iccid,
  kind: z.enum(['removed', 'suspended', 'unaddressed', 'displaced', 'moved']),
  to: iccid.optional(),
  address: z.custom<SimAddress>(isSimAddress).optional(),
})

const hours: z.ZodType<readonly HourOfLosses[]> = z.array(
  z.object({ hour: count, known: count, losses: count }),
)

const report: z.ZodType<SyncReport> = z.object({
  source: z.string(),
  run: count,
  outcome: z.enum(['applied', 'held', 'failed', 'skipped']),
  reason: z.string().optional(),
  detail: z.string().optional(),
  startedAt: z.string(),
  durationMs: z.number(),
  counts,
  losses: count,
  allowedLosses: count,
  held: z.object({ run: count, losses: count, digest: z.string(), sims: z.array(loss) }).optional(),
  unreadableSince: count.optional(),
  withholding: z.object({ run: count, reason: z.string() }).optional(),
  recent: hours,
  problems: z.array(
    z.object({
      place: z.string().optional(),
      iccid: iccid.optional(),
      code: z.string(),
      message: z.string(),
    }),
  ),
})

const read = <Value>(shape: z.ZodType<Value>, text: string | undefined): Value | undefined => {
  try {
    return shape.safeParse(JSON.parse(text ?? '')).data
  } catch {
    // No JSON.
    return undefined
  }
}

/** A report that cannot be read, such as one of another release, confirms nothing. */
export const readReport = (text: string | undefined): SyncReport | undefined => read(report, text)

/** What a sync that did not report was going to take; undefined where each has reported. */
export const readPlanned = (text: string | undefined): readonly HourOfLosses[] | undefined =>
  read(hours, text)
