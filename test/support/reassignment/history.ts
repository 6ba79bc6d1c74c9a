import type { Iccid } from '../../../domain/iccid.ts'
import type { SimAddress } from '../../../domain/sim-address.ts'

/** Stamps that only grow, one for each event; no end: it was refused, or crashed. */
interface Interval {
  readonly begin: number
  end?: number
}

/** That a SIM has this address, or none, or that it is gone. */
export interface Assertion extends Interval {
  readonly run: number
  readonly iccid: Iccid
  readonly address?: SimAddress
}

/** That the operator suspended a SIM, or took that back. */
export interface Standing extends Interval {
  readonly iccid: Iccid
  readonly status: 'active' | 'suspended'
}

/** That onboarding at an address was answered with a SIM. */
export interface Answer {
  readonly begin: number
  readonly end: number
  readonly address: SimAddress
  readonly iccid: Iccid
}

/** What writers and callers saw from outside. */
export interface History {
  readonly assertions: readonly Assertion[]
  readonly standings: readonly Standing[]
  readonly answers: readonly Answer[]
}

const contradicts = (one: Assertion, { iccid, address }: Answer): boolean =>
  one.iccid === iccid ? one.address !== address : one.address === address

const supporting = ({ assertions }: History, answer: Answer): readonly number[] =>
  assertions
    .filter(({ begin }) => begin < answer.end)
    .filter(({ iccid, address }) => iccid === answer.iccid && address === answer.address)
    .map(({ run }) => run)

const completedBefore = <T extends Interval>(intervals: readonly T[], begin: number) =>
  intervals.filter(({ end }) => end !== undefined && end < begin)

const assertedFault = (history: History, answer: Answer): string | undefined => {
  const runs = supporting(history, answer)
  if (runs.length === 0) return 'nobody asserted it'
  const latest = Math.max(...runs)
  const better = completedBefore(history.assertions, answer.begin).find(
    (one) => one.run > latest && contradicts(one, answer),
  )
  return better && `run ${better.run} had completed ${better.iccid} at ${better.address ?? 'none'}`
}

const suspendedFault = ({ standings }: History, answer: Answer): string | undefined => {
  const ofSim = standings.filter(({ iccid }) => iccid === answer.iccid)
  const resumed = ofSim.filter(({ status, begin }) => status === 'active' && begin < answer.end)
  const standing = completedBefore(ofSim, answer.begin).find(
    ({ status, begin }) =>
      status === 'suspended' && !resumed.some(({ end }) => end === undefined || end > begin),
  )
  return standing && 'the SIM was suspended'
}

const orderFault = (history: History, answer: Answer): string | undefined => {
  const later = history.answers.find(
    ({ begin, address, iccid }) =>
      begin > answer.end && address === answer.address && iccid !== answer.iccid,
  )
  if (later === undefined) return undefined
  const goesBack =
    Math.max(...supporting(history, later)) < Math.min(...supporting(history, answer))
  return goesBack ? `an older one followed: ${later.iccid}` : undefined
}

/** Each answer that was wrong, and why. */
export const faultsOf = (history: History): readonly string[] =>
  history.answers.flatMap((answer) => {
    const fault =
      assertedFault(history, answer) ??
      suspendedFault(history, answer) ??
      orderFault(history, answer)
    return fault === undefined
      ? []
      : [
          `${answer.address} was answered with ${answer.iccid} in ${answer.begin}..${answer.end}: ${fault}`,
        ]
  })
