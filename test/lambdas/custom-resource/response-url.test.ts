import { describe, expect, it } from 'vitest'
import { parseResponseUrl } from '../../../lambdas/custom-resource/response-url.ts'

const ours =
  'https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/a?X-Amz-Signature=5ec3e7'

describe('parseResponseUrl', () => {
  it.each([
    ours,
    'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/a?b',
    'https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/a',
  ])('takes %s', (url) => {
    expect(parseResponseUrl(url, false).href).toBe(url)
  })

  it.each([
    ['an http URL', ours.replace('https', 'http')],
    ['another port', ours.replace('.com/', '.com:8443/')],
    ['credentials', ours.replace('https://', 'https://user:5ec3e7@')],
    ['another host', 'https://example.com/?X-Amz-Signature=5ec3e7'],
    ['a host that ends alike', 'https://evilamazonaws.com/'],
    ['a host that begins alike', 'https://s3.amazonaws.com.example.com/'],
    ['AWS in the path', 'https://example.com/.amazonaws.com'],
    ['AWS as the user', 'https://s3.amazonaws.com@example.com/'],
    ['loopback', 'http://127.0.0.1:9001/2018-06-01/runtime'],
    ['the metadata service', 'http://169.254.169.254/latest'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', 'somewhere'],
    ['nothing', undefined],
    ['an object', { href: ours }],
  ])('refuses %s, without repeating a signature', (_name, url) => {
    const parse = () => parseResponseUrl(url, false)

    expect(parse).toThrow('expected a ResponseURL of CloudFormation, got ')
    expect(parse).not.toThrow('5ec3e7')
  })

  it.each(['http://127.0.0.1:4566/a', 'http://localhost:4566/a', 'http://[::1]:4566/a'])(
    'takes %s in development',
    (url) => {
      expect(parseResponseUrl(url, true).href).toBe(url)
      expect(parseResponseUrl(ours, true).href).toBe(ours)
    },
  )

  it.each([
    'http://169.254.169.254/latest',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://10.0.0.7/',
  ])('refuses %s even then', (url) => {
    expect(() => parseResponseUrl(url, true)).toThrow('expected a ResponseURL of CloudFormation')
  })
})
