import { describe, expect, it } from 'vitest'
import { mapProxyResponse } from '../../../local/api-gateway/proxy-response.ts'

const map = (answer: unknown, accept = '', binaryMediaTypes: string[] = []) =>
  mapProxyResponse(JSON.stringify(answer), accept, binaryMediaTypes)

describe('mapProxyResponse', () => {
  it('takes status, headers and body', () => {
    expect(
      map({ statusCode: 404, headers: { 'Content-Type': 'text/csv', 'X-Count': 1 }, body: 'a,b' }),
    ).toEqual({
      statusCode: 404,
      headers: [
        ['Content-Type', 'text/csv'],
        ['X-Count', '1'],
      ],
      body: Buffer.from('a,b'),
    })
  })

  it('answers JSON where the function names no type', () => {
    expect(map({ statusCode: 200 })).toEqual({
      statusCode: 200,
      headers: [['Content-Type', 'application/json']],
      body: Buffer.alloc(0),
    })
  })

  it('keeps the values of a multi-value header apart and prefers them', () => {
    const response = map({
      statusCode: 200,
      headers: { 'set-cookie': 'old', 'content-type': 'text/plain' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
    })

    expect(response?.headers).toEqual([
      ['content-type', 'text/plain'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ])
  })

  it('takes a status in text', () => {
    expect(map({ statusCode: '201' })?.statusCode).toBe(201)
  })

  it('frames the body itself', () => {
    const response = map({
      statusCode: 200,
      headers: { 'Content-Length': '9999', 'Transfer-Encoding': 'chunked', connection: 'close' },
    })

    expect(response?.headers).toEqual([['Content-Type', 'application/json']])
  })

  it.each<[string, string, string[], string]>([
    ['decodes', 'image/png', ['image/png'], 'hi'],
    ['decodes', 'image/png;q=1, text/html', ['image/png'], 'hi'],
    ['decodes', 'text/html', ['*/*'], 'hi'],
    ['does not decode', 'text/html', ['image/png'], 'aGk='],
    ['does not decode', 'image/png', [], 'aGk='],
  ])('%s a base64 body for %s with binary types %j', (_, accept, types, expected) => {
    const response = map({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }, accept, types)

    expect(response?.body.toString()).toBe(expected)
  })

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'hello'],
    ['no status', { body: 'x' }],
    ['a status that is none', { statusCode: 'ok' }],
    ['a status out of range', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers in a list', { statusCode: 200, headers: ['a'] }],
    ['a header that is no scalar', { statusCode: 200, headers: { a: {} } }],
    ['multi-value headers that are text', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
  ])('takes %s for malformed', (_, answer) => {
    expect(map(answer)).toBeUndefined()
  })

  it('takes what is not JSON for malformed', () => {
    expect(mapProxyResponse('<html>', '', [])).toBeUndefined()
  })
})
