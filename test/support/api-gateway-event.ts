import type { APIGatewayProxyEvent, Context } from 'aws-lambda'

interface Request {
  readonly sourceIp?: string
  readonly headers?: Readonly<Record<string, readonly string[]>>
  readonly query?: Readonly<Record<string, readonly string[]>>
}

const writable = (values: Readonly<Record<string, readonly string[]>> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, [...list]]))

const lastOf = (values: Readonly<Record<string, readonly string[]>> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1)]))

/** The proxy event of a REST API, as far as a function of ours may read it. */
export const apiGatewayEvent = ({ sourceIp = '10.64.0.1', headers, query }: Request = {}) =>
  ({
    httpMethod: 'GET',
    path: '/onboarding/mqtt/tokens',
    headers: lastOf(headers),
    multiValueHeaders: writable(headers),
    queryStringParameters: query === undefined ? null : lastOf(query),
    multiValueQueryStringParameters: query === undefined ? null : writable(query),
    requestContext: { requestId: 'request-1', identity: { sourceIp } },
  }) as unknown as APIGatewayProxyEvent

export const lambdaContext = {
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 10_000,
} as unknown as Context
