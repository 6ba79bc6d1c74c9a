import { type BatchStatementError, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { DomainError } from '../../domain/errors.ts'

/** A statement of a batch that failed, in a call that succeeded. */
export class StatementError extends Error {
  constructor({ Code, Message }: BatchStatementError) {
    super(Message)
    this.name = Code ?? 'InternalServerError'
  }
}

/** An answer that says so; of several attempts the earlier ones may have got none, and be carried out yet. */
const isAnswer = (error: unknown): boolean => {
  if (error instanceof StatementError) return error.name !== 'InternalServerError'
  if (!(error instanceof DynamoDBServiceException)) return false
  return error.$fault === 'client' && error.$metadata.attempts === 1
}

/** Whether DynamoDB has said that it did not write, as for want of a permission. */
export const isRefusal = (error: unknown): boolean =>
  isAnswer(error instanceof DomainError ? error.cause : error)
