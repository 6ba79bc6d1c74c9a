import { describe, expect, it } from 'vitest'
import {
  parsePublishRequest,
  queryStringOf,
} from '../../../../local/iot-core/http/parse-publish-request.ts'
import { defaultQuotas } from '../../../../local/iot-core/quotas.ts'

const parse = (target: string, headers: Record<string, string> = {}, method = 'POST') =>
  parsePublishRequest({ method, target, headers }, defaultQuotas)

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')

describe('parsePublishRequest', () => {
  it.each([
    ['/topics/a/b', { topic: 'a/b', qos: 0, retain: false }],
    ['/topics/a%2Fb?qos=0', { topic: 'a/b', qos: 0 }],
    ['/topics//a//b/', { topic: '/a//b/' }],
    ['/topics/%C3%A9?qos=1&retain=TRUE', { topic: 'é', qos: 1, retain: true }],
    ['/topics/a%3Fb', { topic: 'a?b' }],
    ['/topics/a?messageExpiry=0', { messageExpirySeconds: undefined }],
    ['/topics/a?messageExpiry=60', { messageExpirySeconds: 60 }],
    ['/topics/a?messageExpiry=9999999999', { messageExpirySeconds: 604_800 }],
    [
      '/topics/a?contentType=a%2Fb&responseTopic=r',
      { properties: { contentType: 'a/b', responseTopic: 'r' } },
    ],
    ['/topics/a?x-amz-customauthorizer-name=n&token=t', { topic: 'a', properties: {} }],
  ])('reads %s', (target, expected) => {
    expect(parse(target)).toMatchObject({ request: expected })
  })

  it('reads the headers of MQTT 5', () => {
    const headers = {
      'x-amz-mqtt5-payload-format-indicator': 'UNSPECIFIED_BYTES',
      'x-amz-mqtt5-correlation-data': 'AA==',
      'x-amz-mqtt5-user-properties': base64([{ a: '1', b: '2' }, { a: '3' }, { __proto__x: 'y' }]),
    }

    expect(parse('/topics/a', headers)).toMatchObject({
      request: {
        properties: {
          payloadFormatIndicator: false,
          correlationData: Buffer.from([0]),
          userProperties: { a: ['1', '3'], b: ['2'] },
        },
      },
    })
  })

  it.each([[[]], [[{}]]])('takes the user properties %j for none', (list) => {
    const headers = { 'x-amz-mqtt5-user-properties': base64(list) }

    expect(parse('/topics/a', headers)).toMatchObject({ request: { topic: 'a', properties: {} } })
    expect(parse('/topics/a', headers)).not.toHaveProperty('request.properties.userProperties')
  })

  it.each([
    ['POST', '/', 404],
    ['POST', '/topics', 404],
    ['POST', '/topics/', 404],
    ['POST', '/topicsx/a', 404],
    ['POST', 'https://elsewhere/topics/a', 404],
    ['GET', '/things/x/shadow', 404],
    ['GET', '/topics/a', 405],
    ['PUT', '/topics/a', 405],
    ['POST', '/topics/a?qos=2', 400],
    ['POST', '/topics/a?qos=', 400],
    ['POST', '/topics/a?qos=01', 400],
    ['POST', '/topics/a?retain=1', 400],
    ['POST', '/topics/a?messageExpiry=-1', 400],
    ['POST', '/topics/a?messageExpiry=1e3', 400],
    ['POST', '/topics/a?responseTopic=a%2F%23', 400],
    ['POST', '/topics/a?contentType=%FF', 400],
    ['POST', '/topics/a?responseTopic=a%1B', 400],
    ['POST', '/topics/a%1B', 400],
    ['POST', '/topics/%', 400],
    ['POST', '/topics/%FF', 400],
    ['POST', '/topics/a+', 400],
    ['POST', '/topics/%24aws%2Frules%2Fr', 400],
    ['POST', '/topics/a%00', 400],
    ['POST', `/topics/${'x'.repeat(257)}`, 400],
    ['POST', `/topics/a?token=${'x'.repeat(16_384)}`, 400],
  ])('refuses %s %s with %i', (method, target, status) => {
    expect(parse(target, {}, method)).toMatchObject({ fault: { status } })
  })

  it.each([
    ['an unknown indicator', { 'x-amz-mqtt5-payload-format-indicator': 'TEXT' }],
    ['user properties that are no JSON', { 'x-amz-mqtt5-user-properties': 'AAAA' }],
    ['user properties that are no array', { 'x-amz-mqtt5-user-properties': base64({ a: 'b' }) }],
    ['user properties of numbers', { 'x-amz-mqtt5-user-properties': base64([{ a: 1 }]) }],
    ['an escape in a name', { 'x-amz-mqtt5-user-properties': base64([{ '\u001b': 'a' }]) }],
    [
      'more than 100 user properties',
      { 'x-amz-mqtt5-user-properties': base64(Array(101).fill({ a: 'b' })) },
    ],
    ['half a surrogate pair', { 'x-amz-mqtt5-user-properties': base64([{ a: '\ud800' }]) }],
    ['user properties of null', { 'x-amz-mqtt5-user-properties': base64([null]) }],
  ])('refuses %s', (_what, headers) => {
    expect(parse('/topics/a', headers)).toMatchObject({ fault: { status: 400 } })
  })
})

describe('queryStringOf', () => {
  it.each([
    ['/mqtt', ''],
    ['/mqtt?', '?'],
    ['/mqtt?a=b?c', '?a=b?c'],
  ])('of %s is %j', (target, expected) => {
    expect(queryStringOf(target)).toBe(expected)
  })
})
