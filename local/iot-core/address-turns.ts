import type { Quotas } from './quotas.ts'

export type AddressTurnsLimits = Pick<
  Quotas,
  'authenticationsPerAddress' | 'waitingAuthenticationsPerAddress'
>

interface Queue {
  running: number
  readonly waiting: (() => void)[]
}

/** Lets one source address have so many authentications at a time, so that its refused ones starve nobody. */
export class AddressTurns {
  readonly #limits: AddressTurnsLimits
  readonly #queues = new Map<string, Queue>()

  constructor(limits: AddressTurnsLimits) {
    this.#limits = limits
  }

  /** Undefined, and the action not begun, if too many of the address wait already. */
  run<Result>(address: string, action: () => Promise<Result>): Promise<Result> | undefined {
    const { authenticationsPerAddress, waitingAuthenticationsPerAddress } = this.#limits
    const queue = this.#queues.get(address) ?? { running: 0, waiting: [] }
    this.#queues.set(address, queue)
    if (queue.running < authenticationsPerAddress) return this.#start(address, queue, action)
    if (queue.waiting.length >= waitingAuthenticationsPerAddress) return undefined
    return new Promise((resolve, reject) => {
      queue.waiting.push(() => this.#start(address, queue, action).then(resolve, reject))
    })
  }

  async #start<Result>(
    address: string,
    queue: Queue,
    action: () => Promise<Result>,
  ): Promise<Result> {
    queue.running += 1
    try {
      return await action()
    } finally {
      queue.running -= 1
      queue.waiting.shift()?.()
      if (queue.running === 0) this.#queues.delete(address)
    }
  }
}
