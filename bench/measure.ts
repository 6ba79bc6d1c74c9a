/** One contender: does its work once. */
export type Work = () => unknown

export interface Comparison {
  /** Median time of the subject by the median time of the peer, round by round. */
  readonly ratio: number
  readonly lowest: number
  readonly highest: number
}

const ROUNDS = 15
const ROUND_MILLISECONDS = 60

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const secondsPerCall = async (work: Work): Promise<number> => {
  const end = performance.now() + ROUND_MILLISECONDS
  const start = performance.now()
  let calls = 0
  do {
    await work()
    calls += 1
  } while (performance.now() < end)
  return (performance.now() - start) / calls / 1000
}

/** Times two pieces of work in turn, A B A B …, so that a machine that slows down slows both. */
export const compare = async (subject: Work, peer: Work): Promise<Comparison> => {
  await secondsPerCall(subject)
  await secondsPerCall(peer)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const a = await secondsPerCall(subject)
    const b = await secondsPerCall(peer)
    ratios.push(a / b)
  }
  return { ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) }
}
