import { describe, expect, it } from 'vitest'
import {
  buildGatewayResponse,
  checkGatewayTemplate,
  type FailureContext,
} from '../../../local/api-gateway/gateway-response.ts'
import type { GatewayResponse } from '../../../local/api-gateway/rest-api.ts'

const context: FailureContext = {
  failure: 'THROTTLED',
  requestId: 'req1',
  extendedRequestId: 'ext1',
}

const build = (responses: GatewayResponse[], change: Partial<FailureContext> = {}) => {
  const { body, ...response } = buildGatewayResponse(
    new Map(responses.map((one) => [one.responseType, one])),
    { ...context, ...change },
  )
  return { ...response, body: body.toString() }
}

const custom = (change: Partial<GatewayResponse>): GatewayResponse => ({
  responseType: 'THROTTLED',
  headers: {},
  templates: {},
  ...change,
})

describe('buildGatewayResponse', () => {
  it.each<[FailureContext['failure'], number, string]>([
    ['MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token'],
    ['REQUEST_TOO_LARGE', 413, 'Request Too Long'],
    ['THROTTLED', 429, 'Too Many Requests'],
    ['INTEGRATION_TIMEOUT', 504, 'Endpoint request timed out'],
    ['API_CONFIGURATION_ERROR', 500, 'Internal server error'],
    ['DEFAULT_5XX', 502, 'Internal server error'],
  ])('answers %s as AWS does where the API says nothing', (failure, statusCode, message) => {
    expect(build([], { failure })).toMatchObject({ statusCode, body: JSON.stringify({ message }) })
  })

  it("uses the API's own answer", () => {
    const response = custom({
      statusCode: 503,
      headers: { 'Retry-After': '5' },
      templates: { 'application/problem+json': '{"id":"$context.requestId"}' },
    })

    expect(build([response])).toEqual({
      statusCode: 503,
      headers: [
        ['Content-Type', 'application/problem+json'],
        ['x-amzn-ErrorType', 'TooManyRequestsException'],
        ['Retry-After', '5'],
      ],
      body: '{"id":"req1"}',
    })
  })

  it.each<[FailureContext['failure'], string]>([
    ['THROTTLED', 'DEFAULT_4XX'],
    ['INTEGRATION_TIMEOUT', 'DEFAULT_5XX'],
  ])('falls back from %s to %s and keeps the status', (failure, responseType) => {
    const response = custom({ responseType, headers: { X: 'y' } })

    expect(build([response], { failure }).headers).toContainEqual(['X', 'y'])
    expect(build([response], { failure }).statusCode).toBe(build([], { failure }).statusCode)
  })

  it('fills in every variable', () => {
    const template =
      '$context.error.message|$context.error.messageString|$context.error.responseType|$context.extendedRequestId'

    expect(build([custom({ templates: { 'text/plain': template } })]).body).toBe(
      'Too Many Requests|"Too Many Requests"|THROTTLED|ext1',
    )
  })

  it('does not expand what a message contains', () => {
    const message = 'lost $context.requestId and "more"'

    expect(build([], { message }).body).toBe(JSON.stringify({ message }))
  })
})

describe('checkGatewayTemplate', () => {
  it.each(['{"a":1}', '$context.error.messageString', 'costs $5'])('accepts %s', (template) => {
    expect(() => checkGatewayTemplate(template)).not.toThrow()
  })

  it.each(['$context.identity.sourceIp', '$stageVariables.x', '$input.body', '$util.escape'])(
    'refuses %s',
    (template) => {
      expect(() => checkGatewayTemplate(template)).toThrow(`got ${template}`)
    },
  )
})
