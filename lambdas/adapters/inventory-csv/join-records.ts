import { type Line, LONGEST_ROW } from './split-lines.ts'

/** A quoted cell that runs over more lines than these was never closed. */
const MOST_LINES = 50

/** The lines of one row: several where a quoted cell holds line ends. */
export interface CsvRecord {
  readonly line: number
  readonly lastLine: number
  readonly text: string
}

export interface BrokenRecord extends CsvRecord {
  readonly fault: 'too long' | 'unclosed quote' | 'text after a quoted cell'
}

type Quoting = 'closed' | 'open' | 'broken'

/** Where the end of a line leaves the quoting of RFC 4180, if its start was inside a quoted cell or not. */
const scanQuotes = (text: string, delimiter: string, isOpen: boolean): Quoting => {
  let at = 0
  let isInside = isOpen
  while (true) {
    if (isInside) {
      const quote = text.indexOf('"', at)
      if (quote === -1) return 'open'
      at = quote + 1
      if (text[at] === '"') at += 1
      else isInside = false
      continue
    }
    if (at > 0 && at < text.length && text[at] !== delimiter && text[at - 1] === '"')
      return 'broken'
    if (at === 0 && text[0] === '"') {
      isInside = true
      at = 1
      continue
    }
    const opening = text.indexOf(`${delimiter}"`, at)
    if (opening === -1) return 'closed'
    isInside = true
    at = opening + 2
  }
}

/** Joins lines to rows, in the order in which they come. */
export class RecordJoiner {
  readonly #delimiter: string
  /** Lines since a quoted cell opened. */
  #pending: Line[] = []

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  push(lines: readonly Line[]): (CsvRecord | BrokenRecord)[] {
    const records: (CsvRecord | BrokenRecord)[] = []
    const queue = [...lines].reverse()
    for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
      const quoting = this.#quotingAfter(line)
      this.#pending.push(line)
      if (quoting === 'open' && this.#mayGrow()) continue
      if (quoting === 'closed') records.push(this.#take())
      else records.push(this.#giveUp(quoting, queue))
    }
    return records
  }

  /** What is still open at the end of the file was never closed. */
  end(): (CsvRecord | BrokenRecord)[] {
    const records: (CsvRecord | BrokenRecord)[] = []
    while (this.#pending.length > 0) {
      const queue: Line[] = []
      records.push(this.#giveUp('open', queue), ...this.push(queue.reverse()))
    }
    return records
  }

  #quotingAfter({ text, isCut }: Line): Quoting {
    const isOpen = this.#pending.length > 0
    if (isCut) return 'broken'
    if (!isOpen && !text.includes('"')) return 'closed'
    return scanQuotes(text, this.#delimiter, isOpen)
  }

  #mayGrow(): boolean {
    const length = this.#pending.reduce((sum, { text }) => sum + text.length, 0)
    return this.#pending.length < MOST_LINES && length < LONGEST_ROW
  }

  #take(): CsvRecord {
    const [first] = this.#pending
    const record = {
      line: first?.number ?? 0,
      lastLine: this.#pending.at(-1)?.number ?? 0,
      text: this.#pending.map(({ text }) => text).join('\n'),
    }
    this.#pending = []
    return record
  }

  /** Only the first line is lost: the others are looked at again, each as the start of a row. */
  #giveUp(quoting: Quoting, queue: Line[]): BrokenRecord {
    const [first, ...others] = this.#pending
    this.#pending = []
    queue.push(...others.reverse())
    const { number = 0, text = '', isCut = false } = first ?? {}
    const isOfOneLine = others.length === 0 && quoting === 'broken'
    const fault = isCut ? 'too long' : isOfOneLine ? 'text after a quoted cell' : 'unclosed quote'
    return { line: number, lastLine: number, text, fault }
  }
}
