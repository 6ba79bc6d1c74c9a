import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import { describe, expect, it } from 'vitest'
import { hasWebSocketApis } from '../../../operations/adapters/web-socket-apis.ts'
import { startStubService } from '../support/stub-service.ts'

const HTTP = { protocolType: 'HTTP' }
const WEB_SOCKET = { protocolType: 'WEBSOCKET' }

describe('hasWebSocketApis', () => {
  it.each([
    [[[]], false],
    [[[HTTP]], false],
    [[[HTTP, WEB_SOCKET]], true],
    [[[HTTP], [WEB_SOCKET]], true],
  ])('reads of the pages %j that it is %s', async (pages, expected) => {
    const paths: string[] = []
    const settings = await startStubService(({ path }) => {
      paths.push(path)
      const items = pages[paths.length - 1]
      const isLast = paths.length === pages.length
      return { body: JSON.stringify({ items, ...(isLast ? {} : { nextToken: 'a b' }) }) }
    })

    expect(await hasWebSocketApis(new ApiGatewayV2Client(settings))).toBe(expected)
    expect(paths).toEqual(['/v2/apis', '/v2/apis?nextToken=a%20b'].slice(0, pages.length))
  })
})
