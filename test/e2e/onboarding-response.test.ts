import { createPublicKey, verify } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { readPublicKey, readSigningKeys, type Sim } from './support/aws.ts'
import { credentialsIn } from './support/credentials.ts'
import { partsOf } from './support/jwt.ts'
import { newSim } from './support/new-sim.ts'
import { askDeviceApi, onboard } from './support/onboard.ts'

const stack = inject('stack')
let sim: Sim

beforeAll(async () => {
  sim = await newSim()
})

describe('the onboarding answer', () => {
  it('is JSON with the four members of the vendor, in its order', async () => {
    const { status, headers, body } = await askDeviceApi(sim)

    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Object.keys(JSON.parse(body))).toEqual([
      'username',
      'iotCoreEndpointUrl',
      'amazonRootCaUrl',
      'clientId',
    ])
    expect(JSON.parse(body)).toMatchObject({
      iotCoreEndpointUrl: stack.iot.host,
      clientId: sim.iccid,
    })
  })

  it('says its length, its end of life, and that nobody may store it', async () => {
    const { headers, body } = await askDeviceApi(sim)

    const { claims } = partsOf(credentialsIn(JSON.parse(body).username).token)
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
    expect(headers['transfer-encoding']).toBeUndefined()
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['token-expires-at']).toBe(String(claims.exp))
  })

  it('holds a token of the SIM for 24 hours, with no claim that the radio pays for in vain', async () => {
    const { token, base, authorizerName } = credentialsIn((await onboard(sim.address)).username)

    const { header, claims } = partsOf(token)
    expect(base).toBe(token)
    expect(authorizerName).toBe(stack.authorizerName)
    expect(Object.keys(header).sort()).toEqual(['alg', 'kid'])
    expect(header.alg).toBe('ES256')
    expect(Object.keys(claims).sort()).toEqual(['exp', 'iat', 'sub'])
    expect(claims.sub).toBe(sim.iccid)
    expect(Number(claims.exp) - Number(claims.iat)).toBe(24 * 60 * 60)
  })

  it.each(['standard', 'compact'] as const)(
    'signs the %s token so that AWS IoT Core can verify it by the published key',
    async (layout) => {
      const { token, signature } = credentialsIn((await onboard(sim.address, layout)).username)

      const { iotCore } = await readSigningKeys()
      const key = createPublicKey(await readPublicKey(iotCore.kid))
      expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048)
      expect(signature).toMatch(/^[A-Za-z0-9+/]{342}==$/)
      expect(verify('sha256', Buffer.from(token), key, Buffer.from(signature, 'base64'))).toBe(true)
    },
  )

  it('fits into 1,090 bytes with host names as long as those of AWS', async () => {
    const pass = await onboard(sim.address)

    const onAws = {
      ...pass,
      iotCoreEndpointUrl: 'a18ri6znfXXXXX-ats.iot.eu-west-3.amazonaws.com',
      amazonRootCaUrl: 'https://www.amazontrust.com/repository/AmazonRootCA1.pem',
    }
    expect(Buffer.byteLength(JSON.stringify(onAws))).toBeLessThanOrEqual(1090)
  })

  it('has a username of at most 600 bytes in the compact layout', async () => {
    const standard = await onboard(sim.address)
    const compact = await onboard(sim.address, 'compact')

    expect(compact.username.length).toBeLessThanOrEqual(600)
    expect(compact.username.length).toBeLessThan(standard.username.length)
    expect(credentialsIn(compact.username).base).toBe('')
  })

  it('names a URL that serves the root CA', async () => {
    const { amazonRootCaUrl } = await onboard(sim.address)

    const { pathname } = new URL(amazonRootCaUrl)
    const { status, body } = await askDeviceApi({ ...sim, path: pathname })
    expect(amazonRootCaUrl).toMatch(/^https:/)
    expect(status).toBe(200)
    expect(body.trim()).toBe(stack.rootCaPem.trim())
  })

  it('ignores a Range header', async () => {
    const { status, body } = await askDeviceApi({ ...sim, headers: { Range: 'bytes=0-9' } })

    expect(status).toBe(200)
    expect(JSON.parse(body).clientId).toBe(sim.iccid)
  })
})

describe('the format of the onboarding answer', () => {
  const csv = 'text/csv; charset=utf-8'
  const json = 'application/json; charset=utf-8'

  it.each([
    ['text/csv', csv],
    ['TEXT/CSV', csv],
    ['Text/Csv;Q=1', csv],
    ['text/csv; charset=utf-8', csv],
    ['text/*', csv],
    ['application/json;q=0.5, text/csv', csv],
    ['application/json;q=0.5,text/csv;q=0.6', csv],
    ['text/html, text/csv;q=0.9, */*;q=0.1', csv],
    ['application/json', json],
    ['application/json, text/csv;q=0.9', json],
    ['text/csv;q=0', json],
    ['text/csv;q=0.1, */*', json],
    ['*/*', json],
    ['text/csvx', json],
    ['image/png', json],
    ['', json],
    [undefined, json],
  ])('for Accept %j is %s', async (accept, expected) => {
    const headers = accept === undefined ? {} : { Accept: accept }

    const answer = await askDeviceApi({ ...sim, headers })

    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(expected)
    expect(answer.headers.vary).toMatch(/\baccept\b/i)
  })

  it('takes an Accept header whatever the case of its name', async () => {
    const answer = await askDeviceApi({ ...sim, headers: { aCCEPT: 'text/csv' } })

    expect(answer.headers['content-type']).toBe(csv)
  })

  it('as CSV is one line of five quoted fields, the last one the root CA', async () => {
    const { body } = await askDeviceApi({ ...sim, headers: { Accept: 'text/csv' } })

    const row = /^"([^",\n]+)","([^",\n]+)","([^",\n]+)","([^",\n]+)","([^",\n]+)"$/.exec(body)
    expect(row?.[1]).toMatch(/^eyJ[^?]+\?x-amz-customauthorizer-name=[^&]+&/)
    expect(row?.[2]).toBe(sim.iccid)
    expect(row?.[3]).toBe(stack.iot.host)
    expect(row?.[4]).toMatch(/^https:\/\//)
    expect(row?.[5]?.replaceAll(String.raw`\n`, '\n')).toBe(stack.rootCaPem)
  })
})

describe('the errors of the device API', () => {
  it.each([
    ['an unknown layout', { query: '?layout=nonsense' }, 400, 'Bad Request'],
    ['an empty layout', { query: '?layout=' }, 400, 'Bad Request'],
    ['two layouts', { query: '?layout=compact&layout=standard' }, 400, 'Bad Request'],
    ['an unknown path', { path: '/device-api/onboarding/mqtt' }, 404, 'Not Found'],
    ['a path that climbs', { path: '/device-api/../../etc/passwd' }, 404, 'Not Found'],
    ['POST', { method: 'POST' }, 404, 'Not Found'],
    ['DELETE', { method: 'DELETE' }, 404, 'Not Found'],
  ])('for %s have the shape of the vendor', async (_name, question, status, statusText) => {
    const answer = await askDeviceApi({ ...sim, ...question })

    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)))
    expect(JSON.parse(answer.body)).toEqual({
      statusText,
      errors: [{ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) }],
    })
    expect(answer.body).not.toMatch(/node_modules|\.ts\b|\.mjs\b|at \w+ \(|lambda|dynamo|table/i)
  })
})
