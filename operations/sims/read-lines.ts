/** In characters: no ICCID is as long. */
const LONGEST = 64
/** What was cut must not pass for what it began with. */
const CUT = '...'

/** Lines that hold anything, whatever ends them; of a longer one than any that is meant only the beginning is kept. */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let line = ''
  const append = (text: string): void => {
    if (line.length > LONGEST) return
    line += text
    if (line.length > LONGEST) line = `${line.slice(0, LONGEST)}${CUT}`
  }
  for await (const chunk of chunks) {
    const [end = '', ...others] = chunk.split(/[\r\n]/)
    append(end)
    for (const other of others) {
      if (line !== '') yield line
      line = ''
      append(other)
    }
  }
  if (line !== '') yield line
}
