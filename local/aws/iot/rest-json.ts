import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { IotError, type IotErrorCode } from '../../iot-core/control-plane/iot-error.ts'
import { AwsServiceError, answerAwsError, answerJson, readBody } from '../aws-json.ts'

/** A call as an operation sees it. */
export interface RestCall {
  /** The path's variable part, decoded; empty if the route has none. */
  readonly resource: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** What the answer's `x-amzn-RequestId` will be. */
  readonly requestId: string
}

/** One operation of a REST API; what it returns is answered as JSON, nothing as an empty body. */
export interface Route {
  readonly method: string
  /** At most one capturing group, the path's variable part. */
  readonly path: RegExp
  readonly operate: (call: RestCall) => unknown
}

export interface RestJsonOptions {
  /** What the service's API calls an error that it did not foresee. */
  readonly internalError: string
  readonly maximumBodyBytes?: number
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const STATUS_OF: Record<IotErrorCode, number> = {
  InvalidRequestException: 400,
  InvalidResponseException: 400,
  ResourceNotFoundException: 404,
  ResourceAlreadyExistsException: 409,
  DeleteConflictException: 409,
  LimitExceededException: 410,
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Reads a JSON body into the members that the schema names. */
export const parseBody = <T>({ body }: RestCall, schema: z.ZodType<T>): T => {
  const result = schema.safeParse(parseJson(body.toString('utf8') || '{}'))
  if (result.success) return result.data
  // The issue's path and message name types, never the value, which may be a token.
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the body'
  throw new IotError('InvalidRequestException', `${where}: ${issue?.message ?? 'invalid'}`)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the body.
    throw new IotError('InvalidRequestException', 'expected a body in JSON, got other text')
  }
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    // decodeURIComponent says no more than that the text is malformed.
    throw new IotError(
      'InvalidRequestException',
      'expected a percent-encoded path, got a malformed escape',
    )
  }
}

// Split by hand: a URL parser would resolve `..` and so change a topic.
const splitTarget = (target: string): readonly [string, string] => {
  const start = target.indexOf('?')
  return start < 0 ? [target, ''] : [target.slice(0, start), target.slice(start + 1)]
}

const findRoute = (routes: readonly Route[], method: string, path: string) => {
  const onPath = routes.filter((route) => route.path.test(path))
  const route = onPath.find((candidate) => candidate.method === method)
  if (route !== undefined) return { route, resource: decode(route.path.exec(path)?.[1] ?? '') }
  const expected = `expected an operation that is emulated, got ${method} ${path.slice(0, 128)}`
  throw onPath.length > 0
    ? new AwsServiceError('MethodNotAllowedException', expected, 405)
    : new AwsServiceError('UnknownOperationException', expected, 404)
}

const answerError = (response: ServerResponse, error: unknown, internalError: string): void => {
  if (error instanceof IotError) {
    const { code, message, resource } = error
    const headers = { ...JSON_TYPE, 'x-amzn-ErrorType': code }
    answerJson(response, STATUS_OF[code], { message, ...resource }, headers)
  } else if (error instanceof AwsServiceError) {
    answerAwsError(response, error)
  } else {
    const unforeseen = new AwsServiceError(
      internalError,
      'internal error of the local service',
      500,
    )
    answerAwsError(response, unforeseen)
  }
}

/** Serves a REST-JSON API of AWS; what it does not emulate is refused by name. */
export const serveRestJson =
  (routes: readonly Route[], options: RestJsonOptions): RequestHandler =>
  async (request, response) => {
    try {
      const [path, query] = splitTarget(request.url ?? '/')
      const { route, resource } = findRoute(routes, request.method ?? '', path)
      const body = await readBody(request, options.maximumBodyBytes)
      const requestId = randomUUID()
      const { headers } = request
      const call = { resource, query: new URLSearchParams(query), headers, body, requestId }
      const answer = (await route.operate(call)) ?? {}
      answerJson(response, 200, answer, { ...JSON_TYPE, 'x-amzn-RequestId': requestId })
    } catch (error) {
      answerError(response, error, options.internalError)
    }
  }
