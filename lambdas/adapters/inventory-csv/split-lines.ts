/** No row of an inventory is as long; a file without line ends must not fill the memory. In UTF-16 units. */
export const LONGEST_ROW = 65_536
const SHOWN_OF_TOO_LONG = 64

/** One line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number
  readonly text: string
  /** Whether only its beginning was kept. */
  readonly isCut: boolean
}

// A carriage return at the very end may be the first half of CRLF.
const LINE_END = /\r\n|\n|\r(?!$)/
const LAST_LINE_END = /\r\n|\n|\r/

/** Splits at LF, CRLF and CR, in chunks as they come, and remembers no more of a line than a row may have. */
export async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let rest = ''
  let cut = ''
  let count = 0
  const toLine = (text: string): Line => {
    count += 1
    const isCut = cut !== '' || text.length > LONGEST_ROW
    const line = {
      number: count,
      text: isCut ? (cut || text).slice(0, SHOWN_OF_TOO_LONG) : text,
      isCut,
    }
    cut = ''
    return line
  }
  for await (const text of texts) {
    const parts = (rest + text).split(LINE_END)
    rest = parts.pop() ?? ''
    yield parts.map(toLine)
    if (rest.length <= LONGEST_ROW) continue
    cut ||= rest.slice(0, SHOWN_OF_TOO_LONG)
    // A half of CRLF must not be forgotten with the rest.
    rest = rest.endsWith('\r') ? '\r' : ''
  }
  const parts = rest.split(LAST_LINE_END)
  if (parts.at(-1) === '' && cut === '') parts.pop()
  yield parts.map(toLine)
}
