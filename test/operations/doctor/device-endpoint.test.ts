import { describe, expect, it } from 'vitest'
import {
  parseDeviceEndpoint,
  parseOnboardingUrl,
} from '../../../operations/doctor/device-endpoint.ts'

describe('parseDeviceEndpoint', () => {
  it.each(['iot.example.com', 'localhost:8443'])('takes %s', (value) => {
    expect(parseDeviceEndpoint(value)).toBe(value)
  })

  it.each(['', 'my host', 'localhost:99999', '[::1', 'a/b', 'https://a.example', 'a@b'])(
    'refuses %j',
    (value) => {
      expect(() => parseDeviceEndpoint(value)).toThrow('expected a host such as')
    },
  )
})

describe('parseOnboardingUrl', () => {
  it.each(['https://a.example/b', 'http://127.0.0.1:1/_aws/c'])('takes %s', (value) => {
    expect(parseOnboardingUrl(value)).toBe(value)
  })

  it.each(['', 'a.example', 'file:///etc/passwd', 'https://a b', 'https://'])(
    'refuses %j',
    (value) => {
      expect(() => parseOnboardingUrl(value)).toThrow('expected a URL such as')
    },
  )
})
