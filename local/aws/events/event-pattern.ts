import { z } from 'zod'

const exactValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
const matcher = z.union([exactValue, z.strictObject({ prefix: z.string() })])
type Matcher = z.output<typeof matcher>

/** Which values an event may have where; what is named has to be there. */
export interface EventPattern {
  readonly [name: string]: readonly Matcher[] | EventPattern
}

const eventPattern: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(matcher).min(1), eventPattern])),
)

/** Reads an event pattern; other ways to compare than those that are emulated are refused. */
export const parseEventPattern = (document: unknown): EventPattern => {
  const parsed = eventPattern.safeParse(document)
  if (parsed.success && Object.keys(parsed.data).length > 0) return parsed.data
  throw new Error(
    `expected an event pattern of exact values and prefixes, got ${JSON.stringify(document)}`,
  )
}

const matchesValue = (expected: Matcher, value: unknown): boolean =>
  typeof expected === 'object' && expected !== null
    ? typeof value === 'string' && value.startsWith(expected.prefix)
    : value === expected

const isMatchers = (expected: readonly Matcher[] | EventPattern): expected is readonly Matcher[] =>
  Array.isArray(expected)

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/** Whether an event matches; of a list in the event one element is enough. */
export const matchesEvent = (pattern: EventPattern, event: unknown): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = memberOf(event, name)
    if (!isMatchers(expected)) return matchesEvent(expected, value)
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.some((one) => expected.some((candidate) => matchesValue(candidate, one)))
  })
