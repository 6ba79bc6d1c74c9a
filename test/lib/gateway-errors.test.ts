import { STATUS_CODES } from 'node:http'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

const gatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.string(),
  ResponseTemplates: z.strictObject({ 'application/json': z.string() }),
  ResponseParameters: z.record(z.string(), z.string()),
})
const vendorError = z.strictObject({
  statusText: z.string(),
  errors: z.tuple([z.strictObject({ code: z.string(), message: z.string() })]),
})

const responses = resourcesOf(synthesize().onboarding, 'AWS::ApiGateway::GatewayResponse').map(
  ({ Properties }) => gatewayResponse.parse(Properties),
)

describe('addGatewayErrors', () => {
  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'NOT_FOUND', undefined],
    ['RESOURCE_NOT_FOUND', '404', 'NOT_FOUND', undefined],
    ['ACCESS_DENIED', '403', 'FORBIDDEN', undefined],
    ['WAF_FILTERED', '403', 'FORBIDDEN', undefined],
    ['REQUEST_TOO_LARGE', '413', 'PAYLOAD_TOO_LARGE', undefined],
    ['THROTTLED', '429', 'TOO_MANY_REQUESTS', "'5'"],
    ['INTEGRATION_FAILURE', '503', 'SERVICE_UNAVAILABLE', "'10'"],
    ['INTEGRATION_TIMEOUT', '503', 'SERVICE_UNAVAILABLE', "'10'"],
    ['DEFAULT_4XX', '400', 'BAD_REQUEST', undefined],
    ['DEFAULT_5XX', '503', 'SERVICE_UNAVAILABLE', "'10'"],
  ])('answers %s with %s and the code %s', (type, status, code, retryAfter) => {
    const response = responses.find(({ ResponseType }) => ResponseType === type)
    const body = JSON.parse(response?.ResponseTemplates['application/json'] ?? '')

    expect(response?.StatusCode).toBe(status)
    expect(vendorError.parse(body).errors[0].code).toBe(code)
    expect(body.statusText).toBe(STATUS_CODES[status])
    expect(response?.ResponseParameters).toEqual({
      'gatewayresponse.header.Cache-Control': "'no-store'",
      ...(retryAfter === undefined ? {} : { 'gatewayresponse.header.Retry-After': retryAfter }),
    })
  })

  it('answers nothing else', () => {
    expect(responses).toHaveLength(10)
  })
})
