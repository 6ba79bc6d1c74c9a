import { describe, expect, it } from 'vitest'
import { matchMethod, matchResource } from '../../../local/api-gateway/match-resource.ts'
import type { RestMethod, RestResource } from '../../../local/api-gateway/rest-api.ts'

const resourceAt = (path: string): RestResource => ({ id: path, path, methods: new Map() })

const resources = [
  '/',
  '/{proxy+}',
  '/sims',
  '/sims/{iccid}',
  '/sims/{iccid}/token',
  '/sims/own/token',
].map(resourceAt)

describe('matchResource', () => {
  it.each<[string, string, Record<string, string> | null]>([
    ['/', '/', null],
    ['', '/', null],
    ['/sims', '/sims', null],
    ['/sims/', '/sims', null],
    ['/sims/8988', '/sims/{iccid}', { iccid: '8988' }],
    ['/sims/a%2Fb', '/sims/{iccid}', { iccid: 'a/b' }],
    ['/sims/8988/token', '/sims/{iccid}/token', { iccid: '8988' }],
    ['/sims/own/token', '/sims/own/token', null],
    ['/other/a/b', '/{proxy+}', { proxy: 'other/a/b' }],
    ['/SIMS', '/{proxy+}', { proxy: 'SIMS' }],
  ])('takes %s for %s', (path, expected, pathParameters) => {
    expect(matchResource(resources, path)).toMatchObject({
      resource: { path: expected },
      pathParameters,
    })
  })

  it('prefers the static part whatever the order', () => {
    expect(matchResource(resources.toReversed(), '/sims/own/token')?.resource.path).toBe(
      '/sims/own/token',
    )
  })

  it.each(['/sims/8988/other', '/nothing', '/sims/%E0%A4%A'])('finds nothing for %s', (path) => {
    const withoutProxy = resources.filter((resource) => resource.path !== '/{proxy+}')

    expect(matchResource(withoutProxy, path)).toBeUndefined()
  })
})

describe('matchMethod', () => {
  const methodOf = (httpMethod: string): RestMethod => ({
    httpMethod,
    functionArn: '',
    integrationTimeoutMs: 1,
    requiredParameters: [],
  })
  const resource = {
    ...resourceAt('/'),
    methods: new Map([
      ['GET', methodOf('GET')],
      ['ANY', methodOf('ANY')],
    ]),
  }

  it.each([
    ['GET', 'GET'],
    ['POST', 'ANY'],
  ])('serves %s with %s', (httpMethod, expected) => {
    expect(matchMethod(resource, httpMethod)?.httpMethod).toBe(expected)
  })

  it('has no method for HEAD where only GET is declared', () => {
    const methods = new Map([['GET', methodOf('GET')]])

    expect(matchMethod({ ...resource, methods }, 'HEAD')).toBeUndefined()
  })
})
