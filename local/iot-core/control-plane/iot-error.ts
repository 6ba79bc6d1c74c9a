/** The errors of the AWS IoT APIs that are emulated, by AWS's names. */
export type IotErrorCode =
  | 'InvalidRequestException'
  | 'InvalidResponseException'
  | 'ResourceNotFoundException'
  | 'ResourceAlreadyExistsException'
  | 'DeleteConflictException'
  | 'LimitExceededException'

export interface ConflictingResource {
  readonly resourceId: string
  readonly resourceArn: string
}

/** A call of an AWS IoT API that is refused; `code` is the contract, `message` is for people. */
export class IotError extends Error {
  override readonly name = 'IotError'
  readonly code: IotErrorCode
  /** The resource that exists already. */
  readonly resource: ConflictingResource | undefined

  constructor(
    code: IotErrorCode,
    message: string,
    options?: ErrorOptions & { readonly resource?: ConflictingResource },
  ) {
    super(message, options)
    this.code = code
    this.resource = options?.resource
  }
}

/** Refuses a request, naming what was expected and what came. */
export const refuse = (expected: string, got: unknown): never => {
  throw new IotError('InvalidRequestException', `expected ${expected}, got ${show(got)}`)
}

// Long enough to recognize a mistake, too short for a key or a token.
const show = (value: unknown): string => {
  if (value === undefined) return 'none'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 64 ? `${text.slice(0, 24)}… of ${text.length} characters` : text
}
