import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { GrowingBuffer } from '../growing-buffer.ts'

/** An error with AWS's name for it, as a client of the AWS SDK sees it. */
export class AwsServiceError extends Error {
  override readonly name: string
  readonly statusCode: number
  constructor(name: string, message: string, statusCode = 400) {
    super(message)
    this.name = name
    this.statusCode = statusCode
  }
}

export type AwsJsonOperation = (input: Readonly<Record<string, unknown>>) => unknown

/** The largest body that a service takes: a DynamoDB batch. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Reads a request's body within AWS's largest limit. */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Buffer> => {
  const buffer = new GrowingBuffer(maxBytes)
  // Destroying the request would cost a refused client its answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }))
    if (!buffer.append(chunk))
      throw new AwsServiceError(
        'RequestEntityTooLargeException',
        `expected at most ${maxBytes} bytes, got more`,
        413,
      )
  return buffer.toBuffer()
}

/** Answers with JSON and a request id. */
export const answerJson = (
  response: ServerResponse,
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(statusCode, {
    'Content-Type': 'application/x-amz-json-1.1',
    'Content-Length': bytes.length,
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  })
  response.end(bytes)
}

/**
 * What is no AWS error is our own fault, and says nothing of its cause.
 *
 * @param name what the service calls a fault of its own
 */
export const toServiceError = (error: unknown, name: string): AwsServiceError =>
  error instanceof AwsServiceError
    ? error
    : new AwsServiceError(name, 'internal error of the local service', 500)

/** Answers with an AWS error, unless an answer has begun: that can only be broken off. */
export const answerAwsError = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { name, message, statusCode } = toServiceError(error, 'InternalServiceError')
  answerJson(
    response,
    statusCode,
    { __type: name, message, Message: message },
    { 'x-amzn-ErrorType': name },
  )
}

const parseInput = (body: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const input: unknown = JSON.parse(body.toString('utf8') || '{}')
    if (typeof input === 'object' && input !== null && !Array.isArray(input))
      return input as Record<string, unknown>
  } catch {
    // What is not JSON is refused below, together with JSON that is not an object.
  }
  throw new AwsServiceError('SerializationException', 'expected a JSON object')
}

/** Serves the AWS JSON protocol: `X-Amz-Target` names the operation; one that is not emulated is refused. */
export const serveAwsJson =
  (operations: Readonly<Record<string, AwsJsonOperation>>) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, name = ''] = String(request.headers['x-amz-target']).split('.')
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (operation === undefined)
      throw new AwsServiceError(
        'UnknownOperationException',
        `expected one of ${Object.keys(operations).join(', ')}, got ${name}`,
      )
    answerJson(response, 200, (await operation(parseInput(await readBody(request)))) ?? {})
  }
