import { describe, expect, it } from 'vitest'
import { publicHost, publicHosts } from '../../local/public-hosts.ts'

describe('publicHost', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['localhost', 'localhost'],
    ['::1', 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['192.168.1.5', '192.168.1.5'],
    ['device.example', 'device.example'],
  ])('reaches %s as %s', (host, expected) => {
    expect(publicHost(host)).toBe(expected)
  })
})

describe('publicHosts', () => {
  it.each([
    ['127.0.0.1', ['localhost', '127.0.0.1']],
    ['0.0.0.0', ['localhost', '127.0.0.1']],
    ['192.168.1.5', ['localhost', '127.0.0.1', '192.168.1.5']],
  ])('names everything that %s answers to', (host, expected) => {
    expect(publicHosts(host)).toEqual(expected)
  })
})
