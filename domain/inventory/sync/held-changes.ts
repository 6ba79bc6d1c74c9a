import { createHash } from 'node:crypto'
import type { Loss } from './loss.ts'

/** Changes that wait to be confirmed. */
export interface HeldChanges {
  /** The run that held them first: what `confirmRun` must name. */
  readonly run: number
  /** How many SIMs would be lost. */
  readonly losses: number
  /** SHA-256 of them all. */
  readonly digest: string
  /** The first of them. */
  readonly sims: readonly Loss[]
}

/** Enough to see whether the inventory is right; a report is one item of a table. */
const SIMS_SHOWN = 50

const textOf = ({ iccid, kind, to, address }: Loss): string =>
  [iccid, kind, to ?? '', ...(address ? [address] : [])].join(' ')

const digestOf = (losses: readonly Loss[]): string => {
  const hash = createHash('sha256')
  for (const text of losses.map(textOf).toSorted()) hash.update(`${text}\n`)
  return hash.digest('hex')
}

export const holdLosses = (run: number, losses: readonly Loss[]): HeldChanges => ({
  run,
  losses: losses.length,
  digest: digestOf(losses),
  sims: losses.slice(0, SIMS_SHOWN),
})

/** Whether nothing would be lost that was not shown: the same, or, where all were listed, a part of it. */
export const isCovered = (losses: readonly Loss[], shown: HeldChanges): boolean => {
  if (losses.length > shown.losses) return false
  if (digestOf(losses) === shown.digest) return true
  const listed = new Set(shown.sims.map(textOf))
  return listed.size === shown.losses && losses.every((loss) => listed.has(textOf(loss)))
}
