/** What AWS services call an error that says that there is no such thing. */
const MISSING = new Set([
  'NotFound',
  'ResourceNotFound',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NotFoundException',
  'ParameterNotFound',
  'ResourceNotFoundException',
])

/** @returns undefined if what is asked for does not exist */
export const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof Error && MISSING.has(error.name)) return undefined
    throw error
  }
}
