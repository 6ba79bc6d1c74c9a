import type { RefusalReason } from '../types.ts'

/** Ends custom authentication; its message is for the operator and never holds a token or a signature. */
export class AuthenticationRefusal extends Error {
  override readonly name = 'AuthenticationRefusal'
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.reason = reason
  }
}
