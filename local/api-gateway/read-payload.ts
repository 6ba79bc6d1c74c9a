import type { IncomingMessage } from 'node:http'
import { GrowingBuffer } from '../growing-buffer.ts'

/** API Gateway's quota: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024

/** One machine's memory is not a Region's: what all requests together may hold. */
const MAX_BYTES_AT_A_TIME = 32 * 1024 * 1024

export interface PayloadLimits {
  readonly payloadBytes: number
  readonly bytesAtATime: number
}

/** Why a payload was not kept: it is too large, or those of others fill the memory for payloads. */
export type PayloadRefusal = 'TOO_LARGE' | 'NO_ROOM'

/** A payload, null if the request has none. Whoever reads one gives its room back with `release`. */
export interface HeldPayload {
  readonly body: string | null
  readonly release: () => void
}

export type ReadPayload = (request: IncomingMessage) => Promise<HeldPayload | PayloadRefusal>

const DEFAULT_LIMITS: PayloadLimits = {
  payloadBytes: MAX_PAYLOAD_BYTES,
  bytesAtATime: MAX_BYTES_AT_A_TIME,
}

/** Reads the payloads of one door within the limits of one and of all of them. */
export const createPayloadReader = (limits: PayloadLimits = DEFAULT_LIMITS): ReadPayload => {
  let held = 0

  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.payloadBytes) return 'TOO_LARGE'
    const buffer = new GrowingBuffer(limits.payloadBytes)
    let own = 0
    const release = (): void => {
      held -= own
      own = 0
    }
    const keep = (chunk: Uint8Array): PayloadRefusal | undefined => {
      if (!buffer.append(chunk)) return 'TOO_LARGE'
      held += buffer.capacity - own
      own = buffer.capacity
      return held > limits.bytesAtATime ? 'NO_ROOM' : undefined
    }
    let isKept = false
    try {
      // Destroying the request would cost a refused client its answer.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        const refusal = keep(chunk)
        if (refusal !== undefined) return refusal
      }
      isKept = true
    } finally {
      if (!isKept) release()
    }
    return { body: buffer.length === 0 ? null : buffer.toBuffer().toString('utf8'), release }
  }
}
