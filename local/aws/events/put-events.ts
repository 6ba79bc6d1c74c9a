import { z } from 'zod'
import { type AwsJsonOperation, AwsServiceError } from '../aws-json.ts'
import type { EventBus } from './event-bus.ts'

const MOST_ENTRIES = 10
/** Of all entries together; AWS takes more of late, and who relies on it has to wait for other accounts. */
const MOST_BYTES = 256 * 1024
/** What a time counts for. */
const TIME_BYTES = 14

const entrySchema = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Epoch seconds. */
  Time: z.number().optional(),
  TraceHeader: z.string().optional(),
})

type Entry = z.output<typeof entrySchema>

const inputSchema = z.strictObject({ Entries: z.array(entrySchema) })

const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources, Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (size, text) => size + Buffer.byteLength(text),
    Time === undefined ? 0 : TIME_BYTES,
  )

const validationError = (message: string) => new AwsServiceError('ValidationException', message)

const parseEntries = (raw: unknown): readonly Entry[] => {
  const parsed = inputSchema.safeParse(raw)
  if (!parsed.success) throw validationError(z.prettifyError(parsed.error))
  const { Entries } = parsed.data
  if (Entries.length < 1 || Entries.length > MOST_ENTRIES)
    throw validationError(`expected 1 to ${MOST_ENTRIES} entries, got ${Entries.length}`)
  if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MOST_BYTES)
    throw validationError('Total size of the entries in the request is over the limit.')
  return Entries
}

interface Refusal {
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

const missing = (name: string): Refusal => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
})

const MALFORMED: Refusal = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }

const parseDetail = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const detail: unknown = JSON.parse(text)
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail)
      ? { ...detail }
      : undefined
  } catch {
    // Not JSON at all is refused as JSON of another type is.
    return undefined
  }
}

const putEntry = (bus: EventBus, busNames: readonly string[], entry: Entry) => {
  const { Source, DetailType, Detail, EventBusName, Resources, Time } = entry
  if (Source === undefined || Source === '') return missing('Source')
  if (DetailType === undefined || DetailType === '') return missing('DetailType')
  if (Detail === undefined || Detail === '') return missing('Detail')
  if (Source.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSource',
      ErrorMessage: 'Not authorized for the source.',
    }
  if (EventBusName !== undefined && !busNames.includes(EventBusName))
    return {
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Event bus ${EventBusName} does not exist.`,
    }
  const detail = parseDetail(Detail)
  if (detail === undefined) return MALFORMED
  return {
    EventId: bus.put({
      source: Source,
      detailType: DetailType,
      detail,
      resources: Resources,
      ...(Time !== undefined && { time: new Date(Time * 1000) }),
    }),
  }
}

/** PutEvents: an entry that is refused does not keep the others from the bus. */
export const putEvents =
  (bus: EventBus, busArn: string): AwsJsonOperation =>
  (raw) => {
    const answers = parseEntries(raw).map((entry) => putEntry(bus, ['default', busArn], entry))
    return {
      FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length,
      Entries: answers,
    }
  }
