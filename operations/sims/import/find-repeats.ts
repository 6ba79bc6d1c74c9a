import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import { type InventoryFile, readFile } from './inventory-file.ts'

/** Lines that a message names; the others are counted. */
const LINES_NAMED = 5

interface Sighting {
  /** Of the first row; what the others have to be equal to. */
  readonly content: string
  readonly lines: number[]
  count: number
  isContradicted: boolean
}

/** What is to be done with a row whose ICCID or address stands there more than once. */
export type Verdict =
  | { readonly kind: 'apply' }
  /** Word for word what a row before it says. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'contradicting'; readonly message: string }

/** Judges rows; constant in memory by the number of suspects. */
export type Repeats = (line: number, entry: InventoryEntry) => Verdict

const contentOf = ({ iccid, address, imsi, msisdn, label, status }: InventoryEntry): string =>
  JSON.stringify([iccid, address, imsi, msisdn, label, status])

const keysOf = ({ iccid, address }: InventoryEntry): readonly string[] =>
  address === undefined ? [iccid] : [iccid, address]

const describe = (key: string, { lines, count }: Sighting): string => {
  const others = count > lines.length ? ` and ${count - lines.length} more` : ''
  return `expected one row for ${key}, got ${count} that contradict each other: lines ${lines.join(', ')}${others}`
}

const judge =
  (sightings: ReadonlyMap<string, Sighting>): Repeats =>
  (line, entry) => {
    let isRepeated = false
    for (const key of keysOf(entry)) {
      const sighting = sightings.get(key)
      if (sighting === undefined) continue
      if (sighting.isContradicted) {
        return { kind: 'contradicting', message: describe(key, sighting) }
      }
      isRepeated ||= sighting.lines[0] !== line
    }
    return { kind: isRepeated ? 'repeated' : 'apply' }
  }

/** Looks again at the keys that seemed to stand there more than once, and only at them. */
export const findRepeats = async (
  file: InventoryFile,
  suspects: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Repeats> => {
  const sightings = new Map<string, Sighting>()
  if (suspects.size === 0) return judge(sightings)
  for await (const row of readFile(file).rows) {
    signal.throwIfAborted()
    if (!('entry' in row)) continue
    const content = contentOf(row.entry)
    for (const key of keysOf(row.entry)) {
      if (!suspects.has(key)) continue
      const sighting = sightings.get(key) ?? { content, lines: [], count: 0, isContradicted: false }
      sightings.set(key, sighting)
      sighting.count += 1
      sighting.isContradicted ||= sighting.content !== content
      if (sighting.lines.length < LINES_NAMED) sighting.lines.push(row.line)
    }
  }
  return judge(sightings)
}
