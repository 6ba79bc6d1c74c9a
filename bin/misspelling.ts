/** How many letters have to be inserted, removed or replaced to make one word the other (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const SHORTEST_PREFIX = 5

const isNear = (name: string, known: string): boolean => {
  const [a, b] = [lettersOf(name), lettersOf(known)]
  const isPrefix =
    Math.min(a.length, b.length) >= SHORTEST_PREFIX && (a.startsWith(b) || b.startsWith(a))
  return isPrefix || distance(a, b) <= Math.floor(b.length / 3)
}

/** The known name that an unknown one was probably meant to be. */
export const probablyMeant = (name: string, known: readonly string[]): string | undefined =>
  known.find((candidate) => isNear(name, candidate))
