import { describe, expect, it } from 'vitest'
import { customResourceSettings } from '../../../lambdas/custom-resource/settings.ts'

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/simpass/1'

describe('customResourceSettings', () => {
  it.each([
    [undefined, false],
    ['loopback', true],
  ])('takes RESPONSE_URLS %s for answers on loopback: %s', (RESPONSE_URLS, answersLoopback) => {
    expect(customResourceSettings({ STACK_ID, RESPONSE_URLS })).toEqual({
      stackId: STACK_ID,
      answersLoopback,
    })
  })

  it.each([
    ['no stack', { STACK_ID: undefined }, 'STACK_ID'],
    ['another word', { RESPONSE_URLS: 'any' }, 'RESPONSE_URLS to be loopback or absent, got any'],
  ])('refuses %s', (_name, change, message) => {
    expect(() => customResourceSettings({ STACK_ID, ...change })).toThrow(message)
  })
})
