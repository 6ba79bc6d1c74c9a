import type { IncomingHttpHeaders } from 'node:http'

/** A request to an AWS API, read to its end. */
export interface AwsCall {
  readonly method: string
  /** With its query string. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What a call needs to be allowed. */
export interface RequiredPermission {
  readonly action: string
  /** An ARN, or `*` where AWS has no resource level. */
  readonly resource: string
  /** The values of condition keys that policies may ask for. */
  readonly context?: Readonly<Record<string, string>>
}

/** Decides about the calls of those whose permissions are limited. */
export interface AccessControl {
  readonly restricts: (accessKeyId: string) => boolean
  /** @throws AwsServiceError AccessDeniedException */
  readonly authorize: (accessKeyId: string, required: RequiredPermission) => void
}
