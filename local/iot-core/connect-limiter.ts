import type { Clock } from './clock.ts'
import type { Quotas } from './quotas.ts'
import { TokenBucket } from './token-bucket.ts'

/** Beyond this many client ids those that have not connected for a while are forgotten. */
const TIDY_ABOVE = 1000

/** Limits how often one client id may connect. */
export class ConnectLimiter {
  readonly #quotas: Pick<Quotas, 'connectsPerSecondPerClientId' | 'connectBurstPerClientId'>
  readonly #clock: Clock
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(
    quotas: Pick<Quotas, 'connectsPerSecondPerClientId' | 'connectBurstPerClientId'>,
    clock: Clock,
  ) {
    this.#quotas = quotas
    this.#clock = clock
  }

  isAllowed(clientId: string): boolean {
    const bucket = this.#buckets.get(clientId) ?? this.#newBucket()
    this.#buckets.set(clientId, bucket)
    return bucket.tryTake()
  }

  #newBucket(): TokenBucket {
    if (this.#buckets.size >= TIDY_ABOVE)
      for (const [clientId, bucket] of this.#buckets)
        if (bucket.isFull()) this.#buckets.delete(clientId)
    const { connectsPerSecondPerClientId, connectBurstPerClientId } = this.#quotas
    return new TokenBucket(this.#clock, connectsPerSecondPerClientId, connectBurstPerClientId)
  }
}
