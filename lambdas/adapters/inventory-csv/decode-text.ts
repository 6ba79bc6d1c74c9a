/** Text that begins with its byte order mark says what it is; all else is UTF-8. */
const MARKS = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const
const LONGEST_MARK = 2

const encodingOf = (start: Uint8Array): string =>
  MARKS.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte))?.encoding ?? 'utf-8'

/** Decodes UTF-8 and UTF-16; what is not in its encoding becomes U+FFFD, and the mark itself is taken off. */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let start = new Uint8Array()
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of chunks) {
    if (decoder !== undefined) {
      yield decoder.decode(chunk, { stream: true })
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < LONGEST_MARK) continue
    decoder = new TextDecoder(encodingOf(start))
    yield decoder.decode(start, { stream: true })
  }
  yield decoder === undefined ? new TextDecoder().decode(start) : decoder.decode()
}
