/**
 * Throws what the first of some that have all settled threw: whoever is told of a failure may take it that nothing is under
 * way any more.
 */
export const throwFirstFailure = (outcomes: readonly PromiseSettledResult<unknown>[]): void => {
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
