/**
 * Waits for some work no longer than a signal lets it; the work itself goes on.
 *
 * @param overdue what is thrown then
 */
export const inTime = async <Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
  overdue: () => Error,
): Promise<Result> => {
  if (signal === undefined) return work
  const end = Promise.withResolvers<never>()
  const stop = (): void => end.reject(overdue())
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([end.promise, work])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
