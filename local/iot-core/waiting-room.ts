import type { Quotas } from './quotas.ts'

/** A connection whose client is not known yet. */
export interface Waiting {
  readonly sourceIp: string
  /** Its credentials are being judged; it goes after those that have not sent any. */
  readonly isBusy: boolean
  /** Ends it; called once it is out of the room. */
  drop(detail: string): void
}

export type WaitingRoomLimits = Pick<Quotas, 'strangers' | 'strangersPerAddress'>

/** The connections that nobody has vouched for, in bounds: who comes late takes the place of who came first and did nothing. */
export class WaitingRoom {
  readonly #limits: WaitingRoomLimits
  readonly #byAddress = new Map<string, Set<Waiting>>()
  readonly #all = new Set<Waiting>()

  constructor(limits: WaitingRoomLimits) {
    this.#limits = limits
  }

  enter(waiting: Waiting): void {
    const { strangers, strangersPerAddress } = this.#limits
    const neighbours = this.#byAddress.get(waiting.sourceIp) ?? new Set()
    if (neighbours.size >= strangersPerAddress)
      this.#dropOldest(
        neighbours,
        `expected at most ${strangersPerAddress} unknown clients of one address`,
      )
    if (this.#all.size >= strangers)
      this.#dropOldest(this.#all, `expected at most ${strangers} unknown clients`)
    neighbours.add(waiting)
    this.#byAddress.set(waiting.sourceIp, neighbours)
    this.#all.add(waiting)
  }

  /** Harmless if it has left already. */
  leave(waiting: Waiting): void {
    this.#all.delete(waiting)
    const neighbours = this.#byAddress.get(waiting.sourceIp)
    neighbours?.delete(waiting)
    if (neighbours?.size === 0) this.#byAddress.delete(waiting.sourceIp)
  }

  #dropOldest(candidates: ReadonlySet<Waiting>, detail: string): void {
    const oldest = [...candidates]
    const dropped = oldest.find(({ isBusy }) => !isBusy) ?? oldest[0]
    if (dropped === undefined) return
    this.leave(dropped)
    dropped.drop(detail)
  }
}
