import { beforeAll, describe, expect, it } from 'vitest'
import { createCallerAddress } from '../../../domain/caller-address.ts'
import { DomainError } from '../../../domain/errors.ts'
import { createIssuePass } from '../../../domain/issue-pass.ts'
import type { TrustedProxies } from '../../../domain/trusted-proxies.ts'
import { createHandler } from '../../../lambdas/onboarding/http.ts'
import { createOnboard, type OnboardOptions } from '../../../lambdas/onboarding/onboard.ts'
import { apiGatewayEvent, lambdaContext } from '../../support/api-gateway-event.ts'
import { recordDecisions } from '../../support/decisions.ts'
import { ADDRESS, aSim, ICCID, inventoryOf } from '../../support/inventory.ts'
import { createTestKeys, type TestKeys } from '../../support/keys.ts'

const NOW = 1_795_240_000
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const endpoint = `a18ri6znf00000-ats.iot.eu-west-3.amazonaws.com`
const rootCaUrl = 'https://www.amazontrust.com/repository/AmazonRootCA1.pem'

let keys: TestKeys
beforeAll(async () => {
  keys = await createTestKeys()
})

const start = (
  changes: Partial<OnboardOptions> = {},
  isStopped = false,
  proxies?: TrustedProxies,
) => {
  const { log, entries } = recordDecisions()
  const handler = createHandler({
    callerAddress: createCallerAddress(proxies),
    onboard: createOnboard({
      inventory: inventoryOf([aSim()]),
      signingKeys: async () => keys.signing,
      issuePass: createIssuePass({ authorizerName: 'simpass-prod', lifetimeSeconds: 86_400 }),
      now: () => NOW * 1000,
      ...changes,
    }),
    access: { endpoint, rootCaUrl, rootCaPem: PEM },
    defaultLayout: 'standard',
    isStopped,
    log,
  })
  const get = async (request: Parameters<typeof apiGatewayEvent>[0] = {}) => {
    const answer = await handler(apiGatewayEvent(request), lambdaContext)
    return { ...answer, headers: answer.headers ?? {} }
  }
  return { get, entries }
}

describe('onboarding', () => {
  it('answers the four fields of the vendor in their order', async () => {
    const { statusCode, body, headers } = await start().get()

    expect(statusCode).toBe(200)
    expect(Object.entries(JSON.parse(body))).toEqual([
      ['username', expect.stringMatching(/^eyJ.*\?x-amz-customauthorizer-name=simpass-prod&/)],
      ['iotCoreEndpointUrl', endpoint],
      ['amazonRootCaUrl', rootCaUrl],
      ['clientId', ICCID],
    ])
    expect(headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      'Token-Expires-At': NOW + 86_400,
    })
  })

  it('keeps the body within 1,090 bytes on average', async () => {
    // The signature's 342 random characters have 11 + or / on average, and each takes two bytes more.
    const withoutEncoding = decodeURIComponent((await start().get()).body).length

    expect(withoutEncoding + 2 * 11 + 4).toBeLessThanOrEqual(1090)
  })

  it('answers CSV as one line of five quoted fields without a header row', async () => {
    const { body, headers } = await start().get({ headers: { Accept: ['text/csv'] } })

    expect(headers['Content-Type']).toBe('text/csv; charset=utf-8')
    expect(body).not.toContain('\n')
    expect(body.split(',').slice(1)).toEqual([
      `"${ICCID}"`,
      `"${endpoint}"`,
      `"${rootCaUrl}"`,
      String.raw`"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"`,
    ])
    expect(body).toMatch(/^"eyJ[^",]*\?x-amz-customauthorizer-name=[^",]*",/)
  })

  it.each([
    ['text/csv', 'text/csv'],
    ['TEXT/CSV', 'text/csv'],
    ['text/csv; charset=utf-8', 'text/csv'],
    ['text/*', 'text/csv'],
    ['application/json;q=0.5, text/csv', 'text/csv'],
    ['text/csv;q=0.1, */*', 'application/json'],
    ['text/csv;q=0', 'application/json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['image/png', 'application/json'],
    ['', 'application/json'],
    [';;;=', 'application/json'],
  ])('answers Accept "%s" with %s', async (accept, type) => {
    const { headers } = await start().get({ headers: { aCCept: [accept] } })

    expect(headers['Content-Type']).toBe(`${type}; charset=utf-8`)
  })

  it('reads Accept headers that came apart as one', async () => {
    const accept = ['application/json;q=0.1', 'text/csv']

    const { headers } = await start().get({ headers: { accept } })

    expect(headers['Content-Type']).toBe('text/csv; charset=utf-8')
  })

  it('gives the compact layout to who asks for it', async () => {
    const { body } = await start().get({ query: { layout: ['compact'] } })

    expect(JSON.parse(body).username).toMatch(/^\?x-amz-customauthorizer-name=/)
  })

  it('logs who got a pass and nothing of the pass', async () => {
    const { get, entries } = start()

    const { body } = await get()

    expect(entries).toEqual([
      {
        event: 'Onboarding',
        outcome: 'issued',
        iccid: ICCID,
        address: ADDRESS,
        requestId: 'request-1',
      },
    ])
    expect(body).toContain('eyJ')
  })

  it.each([
    ['an unknown layout', { query: { layout: ['tiny'] } }, 400, 'INVALID_LAYOUT', 'INVALID_LAYOUT'],
    [
      'two layouts',
      { query: { layout: ['compact', 'standard'] } },
      400,
      'INVALID_LAYOUT',
      'INVALID_LAYOUT',
    ],
    [
      'a caller without an address',
      { sourceIp: 'test-invoke-source-ip' },
      400,
      'INVALID_ADDRESS',
      'INVALID_ADDRESS',
    ],
    ['an address of no SIM', { sourceIp: '10.64.9.9' }, 404, 'SIM_NOT_FOUND', 'ADDRESS_UNKNOWN'],
  ])('refuses %s', async (_, request, status, code, reason) => {
    const { get, entries } = start()

    const { statusCode, body, headers } = await get(request)

    expect(statusCode).toBe(status)
    expect(JSON.parse(body)).toEqual({
      statusText: status === 404 ? 'Not Found' : 'Bad Request',
      errors: [{ code, message: expect.any(String) }],
    })
    expect(headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    })
    expect(entries).toMatchObject([{ outcome: 'refused', reason, requestId: 'request-1' }])
  })

  it('answers a suspended SIM as one that does not exist, and tells the operator', async () => {
    const suspended = start({ inventory: inventoryOf([aSim({ status: 'suspended' })]) })
    const unknown = start({ inventory: inventoryOf([]) })

    const answers = [await suspended.get(), await unknown.get()]

    expect(answers[0]).toEqual(answers[1])
    expect(suspended.entries).toMatchObject([{ reason: 'SIM_SUSPENDED', address: ADDRESS }])
  })

  it('asks the device to come again when a store is unavailable', async () => {
    const { get, entries } = start({
      signingKeys: async () => {
        throw new DomainError('STORE_UNAVAILABLE', 'expected an answer, got none')
      },
    })

    const { statusCode, headers, body } = await get()

    expect(statusCode).toBe(503)
    expect(headers['Retry-After']).toBe(10)
    expect(JSON.parse(body).statusText).toBe('Service Unavailable')
    expect(entries).toMatchObject([{ outcome: 'failed', reason: 'STORE_UNAVAILABLE' }])
  })

  it('answers a SIM that comes past the proxy as one that does not exist, and tells the operator', async () => {
    const { get, entries } = start({}, false, { cidrs: ['10.0.0.7/32'], header: 'x-real-ip' })

    const { statusCode, body } = await get({ headers: { 'X-Real-IP': [ADDRESS] } })

    expect(statusCode).toBe(404)
    expect(JSON.parse(body).errors).toMatchObject([{ code: 'SIM_NOT_FOUND' }])
    expect(entries).toMatchObject([
      { outcome: 'refused', reason: 'NOT_A_PROXY', detail: expect.stringContaining(ADDRESS) },
    ])
  })

  it('issues nothing once the operator has stopped it, and says why in the log', async () => {
    const { get, entries } = start({}, true)

    const { statusCode, headers, body } = await get()

    expect(statusCode).toBe(503)
    expect(headers['Retry-After']).toBe(3600)
    expect(JSON.parse(body).errors).toMatchObject([{ code: 'SERVICE_UNAVAILABLE' }])
    expect(entries).toMatchObject([
      { outcome: 'failed', reason: 'ISSUING_STOPPED', address: ADDRESS },
    ])
  })

  it('tells the caller nothing of a failure and the operator all', async () => {
    const { get, entries } = start({
      signingKeys: async () => {
        throw new TypeError('inside of arn:aws:secretsmanager')
      },
    })

    const { statusCode, body } = await get()

    expect(statusCode).toBe(500)
    expect(JSON.parse(body)).toEqual({
      statusText: 'Internal Server Error',
      errors: [{ code: 'INTERNAL_ERROR', message: 'The service failed to answer.' }],
    })
    expect(entries).toMatchObject([
      {
        outcome: 'failed',
        reason: 'INTERNAL_ERROR',
        detail: 'TypeError: inside of arn:aws:secretsmanager',
      },
    ])
  })
})
