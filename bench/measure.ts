/** One contender: does its work once. */
export type Work = () => unknown

export interface Comparison {
  /** Median of the subject's time by the peer's, round by round. */
  readonly ratio: number
  readonly lowest: number
  readonly highest: number
}

const ROUNDS = 25
/** Until the compiler has seen enough of both: the figures are of warm functions. */
const WARM_UP_MILLISECONDS = 1000
const ROUND_MILLISECONDS = 60

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** CPU seconds of all threads, so that whatever else the machine does counts little. */
const cpuSecondsPerCall = async (
  work: Work,
  milliseconds = ROUND_MILLISECONDS,
): Promise<number> => {
  const end = performance.now() + milliseconds
  const start = process.cpuUsage()
  let calls = 0
  do {
    await work()
    calls += 1
  } while (performance.now() < end)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / calls / 1_000_000
}

/** Compares the CPU time of two pieces of work in turn, A B A B …, so that a machine that slows down slows both. */
export const compare = async (subject: Work, peer: Work): Promise<Comparison> => {
  await cpuSecondsPerCall(subject, WARM_UP_MILLISECONDS)
  await cpuSecondsPerCall(peer, WARM_UP_MILLISECONDS)
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const a = await cpuSecondsPerCall(subject)
    const b = await cpuSecondsPerCall(peer)
    ratios.push(a / b)
  }
  return { ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) }
}
