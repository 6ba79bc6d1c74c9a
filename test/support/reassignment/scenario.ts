import fc from 'fast-check'
import { parseIccid } from '../../../domain/iccid.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import type { LossKind } from './losing-store.ts'

export const ICCIDS = [1, 2, 3].map((n) => parseIccid(`898828066600000000${n}`))
export const ADDRESSES = [1, 2, 3].map((n) => parseSimAddress(`10.64.0.${n}`))

const iccid = fc.constantFrom(...ICCIDS)
const address = fc.constantFrom(...ADDRESSES)

/** The fate of a run that neither crashes nor sleeps nor loses an answer. */
export const UNDISTURBED = {
  crashAfterWrites: undefined,
  sleepAfterCalls: undefined,
  loss: undefined,
}

/** Who has which address: `pairing[i]` is the address of SIM i; none for one that is listed without; null if unlisted. */
const snapshot = fc
  .tuple(
    fc.shuffledSubarray(ADDRESSES, { minLength: 3, maxLength: 3 }),
    fc.array(fc.constantFrom('paired', 'paired', 'paired', 'bare', 'unlisted'), {
      minLength: 3,
      maxLength: 3,
    }),
  )
  .map(([addresses, kinds]) =>
    ICCIDS.flatMap((each, index) => {
      if (kinds[index] === 'unlisted') return []
      const given = kinds[index] === 'paired' ? addresses[index] : undefined
      // An inventory's `active` must not take back what the operator suspended.
      return [{ iccid: each, address: given, status: 'active' as const }]
    }),
  )

/** A crash comes after so many writes; most never do. */
const crashAfterWrites = fc.option(fc.nat(5), { freq: 2, nil: undefined })

/** A process falls asleep after so many calls, and wakes when all others are done. */
const sleepAfterCalls = fc.option(fc.nat(8), { freq: 1, nil: undefined })

/** A write that comes after so many others is told to have failed, and is done late, or refused. */
const loss = fc.option(
  fc.record({
    afterWrites: fc.nat(3),
    kind: fc.constantFrom<LossKind>('unanswered', 'unforeseen', 'refused'),
  }),
  { freq: 2, nil: undefined },
)

const fate = { crashAfterWrites, sleepAfterCalls, loss }

const sync = fc.record({ kind: fc.constant('sync'), snapshot, ...fate })
const importing = fc.record({
  kind: fc.constant('import'),
  snapshot: fc.tuple(snapshot, fc.nat(2)).map(([all, count]) => all.slice(0, count + 1)),
  ...fate,
})
const move = fc.record({
  kind: fc.constant('move'),
  iccid,
  address: fc.option(address, { freq: 5, nil: undefined }),
  displaces: fc.boolean(),
  ...fate,
})
const remove = fc.record({ kind: fc.constant('remove'), iccid, ...fate })
const suspend = fc.record({ kind: fc.constantFrom('suspend', 'resume'), iccid })
const wait = fc.record({
  kind: fc.constant('wait'),
  hours: fc.constantFrom(1, 30),
})
const onboard = fc.record({
  kind: fc.constant('onboard'),
  addresses: fc.array(address, { minLength: 1, maxLength: 6 }),
})

const writer = fc.oneof(
  { arbitrary: sync, weight: 4 },
  { arbitrary: importing, weight: 3 },
  { arbitrary: move, weight: 2 },
  { arbitrary: remove, weight: 1 },
)
const other = fc.oneof(
  { arbitrary: onboard, weight: 4 },
  { arbitrary: suspend, weight: 1 },
  { arbitrary: wait, weight: 1 },
)

const crowd = fc.array(
  fc.oneof(
    fc.array<Deed>(writer, { minLength: 1, maxLength: 2 }),
    fc.array<Deed>(other, { maxLength: 3 }),
  ),
  { minLength: 2, maxLength: 5 },
)

type Made<T> = T extends fc.Arbitrary<infer U> ? U : never
export type Snapshot = Made<typeof snapshot>
export type Deed = Made<typeof writer> | Made<typeof other>

export interface Scenario {
  /** What is stored before: as somebody without runs has written it. */
  readonly before: Snapshot
  /** What each one does, one thing after the other; all of them at the same time. */
  readonly actors: readonly (readonly Deed[])[]
  /** What a sync that nobody disturbs lists at the end. */
  readonly after: Snapshot
}

/**
 * A sync that says something new and falls asleep, and one that lists what is stored already, with time passing: most
 * of what can go wrong, in few steps.
 */
const duels: fc.Arbitrary<Scenario> = fc
  .record({ before: snapshot, first: sync, calls: onboard, pause: wait, after: snapshot })
  .map(({ before, first, calls, pause, after }) => ({
    before,
    actors: [[first], [calls, pause, { kind: 'sync', snapshot: before, ...UNDISTURBED }, calls]],
    after,
  }))

export const scenarios: fc.Arbitrary<Scenario> = fc.oneof(
  duels,
  fc.record({ before: snapshot, actors: crowd, after: snapshot }),
)
