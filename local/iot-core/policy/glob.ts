const ANY_RUN = -1
const ANY_ONE = -2

/** A policy pattern as code points, with wildcards as negative numbers. */
export type Glob = readonly number[]

// A loop, not Array.from: this runs for every statement on every message.
const codePointsOf = (text: string): number[] => {
  const codePoints: number[] = []
  for (let index = 0; index < text.length; index++) {
    const codePoint = text.codePointAt(index) ?? 0
    codePoints.push(codePoint)
    if (codePoint > 0xffff) index++
  }
  return codePoints
}

/** Text that stands for itself, such as the value of a policy variable. */
export const literalGlob = (text: string): Glob => codePointsOf(text)

/** A policy pattern: `*` is any run of characters, `/` included, `?` is any one character; MQTT's `+` and `#` are literal. */
export const parseGlob = (pattern: string): Glob =>
  codePointsOf(pattern).map((codePoint) => {
    if (codePoint === 0x2a) return ANY_RUN
    return codePoint === 0x3f ? ANY_ONE : codePoint
  })

/**
 * Whether a glob matches the whole of a text.
 *
 * Only the last `*` is ever retried, so the work is bounded by pattern length times text length
 * whatever the pattern, where a backtracking regular expression takes exponential time.
 */
export const matchesGlob = (glob: Glob, text: string): boolean => {
  const characters = codePointsOf(text)
  let inText = 0
  let inGlob = 0
  let lastRun = -1
  let resumeAt = 0
  while (inText < characters.length) {
    const expected = glob[inGlob]
    if (expected === ANY_RUN) {
      lastRun = inGlob++
      resumeAt = inText
    } else if (expected === ANY_ONE || expected === characters[inText]) {
      inGlob++
      inText++
    } else if (lastRun >= 0) {
      inGlob = lastRun + 1
      inText = ++resumeAt
    } else {
      return false
    }
  }
  while (glob[inGlob] === ANY_RUN) inGlob++
  return inGlob === glob.length
}
