/** An access token that is used until it is refused. */
export interface AccessTokens {
  readonly current: (signal: AbortSignal) => Promise<string>
  /** Another one than the one that was refused; callers at the same time share it. */
  readonly insteadOf: (refused: string, signal: AbortSignal) => Promise<string>
}

/** @param request asks for a new token; one that fails is not kept */
export const createAccessTokens = (
  request: (signal: AbortSignal) => Promise<string>,
): AccessTokens => {
  let token: Promise<string> | undefined

  const renew = (signal: AbortSignal): Promise<string> => {
    const requested = request(signal)
    token = requested
    requested.catch(() => {
      if (token === requested) token = undefined
    })
    return requested
  }
  const current = (signal: AbortSignal): Promise<string> => token ?? renew(signal)

  return {
    current,
    insteadOf: async (refused, signal) => {
      const known = token
      if (known !== undefined && (await known) === refused && token === known) return renew(signal)
      return current(signal)
    },
  }
}
