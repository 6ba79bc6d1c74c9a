import type { SyncReport } from '../../domain/inventory/sync/sync-report.ts'
import { shellWord } from '../shell-word.ts'
import { type Finding, notice, ok, problem } from './finding.ts'
import type { Schedule } from './ports.ts'

const MINUTE_MS = 60_000
const UNITS = { minute: 1, hour: 60, day: 1440 } as const
/** As many as the alarm waits for. */
const MISSED_RUNS = 3
/** In milliseconds: as long as Lambda lets one sync be under way. */
const LONGEST_SYNC_MS = 15 * MINUTE_MS

const syncCommand = (stage: string): string => `npm run sims -- sync --stage ${stage}`

/** CloudFormation does not notice what was deleted behind its back; the tables stay as they are. */
export const renewSync = (stage: string): string =>
  `npx cdk deploy --all -c stage=${stage} <your other settings without inventory> && npx cdk deploy --all -c stage=${stage} <and your other settings>`

/** How long ago something was, in whole minutes, hours or days. */
export const describeAge = (milliseconds: number): string => {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE_MS))
  const unit = minutes < 2 * UNITS.hour ? 'minute' : minutes < 2 * UNITS.day ? 'hour' : 'day'
  const count = Math.floor(minutes / UNITS[unit])
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** @returns milliseconds between two runs; undefined for a schedule that somebody else wrote */
const pauseOf = ({ expression }: Schedule): number | undefined => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  return unit === 'minute' || unit === 'hour' || unit === 'day'
    ? Number(count) * UNITS[unit] * MINUTE_MS
    : undefined
}

/** Whether syncs begin by themselves. */
export const judgeSchedule = (stage: string, schedules: readonly Schedule[]): Finding => {
  const check = 'inventory schedule'
  const [schedule] = schedules
  if (schedule === undefined) {
    return problem(check, 'the rule is not there, so no sync begins by itself', renewSync(stage))
  }
  const { name, expression, isEnabled } = schedule
  return isEnabled
    ? ok(check, `${name} is enabled, ${expression}`)
    : problem(
        check,
        `${name} is disabled, so no sync begins by itself`,
        `aws events enable-rule --name ${shellWord(name)}`,
      )
}

const firstProblem = ({ problems: [first] }: SyncReport): string =>
  first === undefined
    ? ''
    : [first.place, first.iccid, first.code, first.message]
        .filter((part) => part !== undefined)
        .join(': ')

const judgeApplied = (stage: string, report: SyncReport, age: string): Finding => {
  const check = 'inventory sync'
  const { run, counts, problems } = report
  const applied = `run ${run} was applied ${age} ago (listed: ${counts.listed})`
  if (problems.length === 0) return ok(check, applied)
  const { unreadable, refused, withheld } = counts
  return notice(
    check,
    `${applied}, but not all of it: ${unreadable} unreadable, ${refused} refused, ${withheld} missing and not removed; the first of it: ${firstProblem(report)}`,
    syncCommand(stage),
  )
}

const judgeOutcome = (stage: string, report: SyncReport, age: string): Finding => {
  const check = 'inventory sync'
  const { run, outcome, reason, detail, held } = report
  const confirm = (confirmed: number) => `${syncCommand(stage)} --confirm ${confirmed}`
  if (outcome === 'held' && held !== undefined) {
    return problem(
      check,
      `run ${held.run} is held, and nothing is applied until the inventory is mended or, if it is right, that run is confirmed: ${detail}`,
      confirm(held.run),
    )
  }
  if (outcome === 'applied') return judgeApplied(stage, report, age)
  const also = held === undefined ? '' : `; run ${held.run} is still held, see ${confirm(held.run)}`
  return problem(
    check,
    `run ${run} ${outcome} ${age} ago with ${reason}: ${detail}${also}`,
    syncCommand(stage),
  )
}

/**
 * What the last sync came to, and whether it was not long ago.
 *
 * @param now in milliseconds since 1970
 */
export const judgeReport = (
  stage: string,
  report: SyncReport | undefined,
  schedules: readonly Schedule[],
  now: number,
): readonly Finding[] => {
  const check = 'inventory sync'
  if (report === undefined) {
    // The first one begins one pause after the deployment.
    return [notice(check, 'none has reported yet', syncCommand(stage))]
  }
  const age = now - (Date.parse(report.startedAt) + report.durationMs)
  const finding = judgeOutcome(stage, report, describeAge(age))
  const pause = schedules.map(pauseOf).find((known) => known !== undefined)
  if (pause === undefined || age <= MISSED_RUNS * pause + LONGEST_SYNC_MS) return [finding]
  const late = `the last one reported ${describeAge(age)} ago, and every ${describeAge(pause)} one should; its log has the reason`
  return [finding, problem(check, late, syncCommand(stage))]
}
