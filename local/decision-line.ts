import { printable as printableText } from '../domain/printable.ts'
import type { GatewayDecision } from './iot-core/types.ts'

/** One decision of a function or of the gateway, as an operator reads it. */
export interface Decision {
  readonly time: Date
  readonly outcome: string
  readonly event: string
  /** ICCID, address, client id: whatever is known of the caller. */
  readonly who: readonly (string | undefined)[]
  readonly what?: string | undefined
  readonly reason?: string | undefined
  readonly detail?: string | undefined
}

const LONGEST_TEXT = 300

/** Makes text of unknown origin safe for a terminal, with no end in sight cut off. */
export const printable = (text: string): string => {
  const harmless = printableText(text)
  return harmless.length > LONGEST_TEXT ? `${harmless.slice(0, LONGEST_TEXT)}…` : harmless
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const parseObject = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    // Some other line that happens to begin with a brace.
    return undefined
  }
}

/** What a sync counts of SIMs, in the order in which a person asks for it. */
const COUNTS = [
  'listed',
  'added',
  'moved',
  'suspended',
  'resumed',
  'removed',
  'withheld',
  'described',
  'rewritten',
  'unreadable',
  'refused',
  'unchanged',
]

/** What a sync did: `run 17: 1000 listed, 20 added`. */
const changesOf = (entry: Readonly<Record<string, unknown>>): string => {
  const counts = COUNTS.filter((name) => typeof entry[name] === 'number' && entry[name] > 0)
  const changes = counts.map((name) => `${entry[name]} ${name}`).join(', ')
  const run = typeof entry.run === 'number' ? `run ${entry.run}` : ''
  return [run, changes].filter((part) => part !== '').join(': ')
}

/** Reads the decision out of a function's structured log line, if it is one. */
export const functionDecision = (line: string, time: Date): Decision | undefined => {
  const entry = parseObject(line)
  const event = text(entry?.event)
  const outcome = text(entry?.outcome)
  if (entry === undefined || event === undefined || outcome === undefined) return undefined
  const reason = text(entry.reason)
  const changes = changesOf(entry)
  return {
    time,
    outcome,
    event,
    who: [text(entry.iccid), text(entry.address), text(entry.clientId), text(entry.source)],
    ...(changes !== '' && { what: changes }),
    reason: reason === 'NONE' ? undefined : reason,
    detail: text(entry.detail),
  }
}

/** A decision of the device gateway. */
export const gatewayDecision = (decision: GatewayDecision): Decision => ({
  time: decision.timestamp,
  // An end is neither allowed nor refused.
  outcome: decision.event === 'Disconnect' ? 'ended' : decision.outcome,
  event: decision.event,
  who: [decision.principalId ?? decision.clientId, decision.sourceIp, decision.clientId],
  what: [decision.resource, `via ${decision.protocol}`].filter(Boolean).join(' '),
  reason: decision.reason,
  detail: decision.detail,
})

/** One line: when, allowed or not, what kind, who, what, and the reason code of a refusal. */
export const formatDecision = (decision: Decision): string => {
  const { time, outcome, event, who, what, reason, detail } = decision
  const known = [...new Set(who.filter((part) => part !== undefined && part !== ''))]
  const parts = [
    time.toTimeString().slice(0, 8),
    outcome.padEnd(7),
    event.padEnd(13),
    known.join(' ') || 'unknown',
    ...(what === undefined ? [] : [what]),
    ...(reason === undefined ? [] : [reason]),
    ...(detail === undefined ? [] : [`(${detail})`]),
  ]
  return parts.map(printable).join('  ')
}
