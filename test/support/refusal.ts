import { DomainError, type ErrorCode } from '../../domain/errors.ts'

/** The reason code of what is thrown; fails the test if nothing is, or something without a code. */
export const reasonOf = async (run: () => unknown): Promise<ErrorCode> => {
  try {
    await run()
  } catch (error) {
    if (error instanceof DomainError) return error.code
    throw error
  }
  throw new Error('expected a refusal, got none')
}
