import { describe, expect, it } from 'vitest'
import { onboardingSettings } from '../../../lambdas/onboarding/settings.ts'

const environment = {
  SIMS_TABLE: 'sims',
  SIM_ADDRESSES_TABLE: 'addresses',
  SIGNING_KEYS_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:keys',
  AUTHORIZER_NAME: 'simpass',
  IOT_ENDPOINT: 'localhost',
  ROOT_CA_URL: 'https://localhost/ca.pem',
  ROOT_CA_PEM: 'PEM',
  TOKEN_LIFETIME_SECONDS: '86400',
  DEFAULT_LAYOUT: 'standard',
}

describe('onboardingSettings', () => {
  it('reads them all', () => {
    expect(onboardingSettings({ ...environment, TOKEN_ISSUER: 'simpass' })).toMatchObject({
      token: { authorizerName: 'simpass', lifetimeSeconds: 86_400, issuer: 'simpass' },
      access: { endpoint: 'localhost' },
      defaultLayout: 'standard',
      proxies: undefined,
    })
  })

  it('reads trusted proxies', () => {
    const proxies = { TRUSTED_PROXY_CIDRS: '10.0.0.0/24,10.0.1.0/24', PROXY_HEADER: 'X-Real-IP' }

    expect(onboardingSettings({ ...environment, ...proxies }).proxies).toEqual({
      cidrs: ['10.0.0.0/24', '10.0.1.0/24'],
      header: 'X-Real-IP',
    })
  })

  it.each([
    [undefined, false],
    ['stopped', true],
  ])('takes ISSUING %s for stopped: %s', (ISSUING, isStopped) => {
    expect(onboardingSettings({ ...environment, ISSUING })).toMatchObject({ isStopped })
  })

  it('names every variable that is missing', () => {
    expect(() =>
      onboardingSettings({ ...environment, SIMS_TABLE: '', IOT_ENDPOINT: undefined }),
    ).toThrow('expected the environment variables SIMS_TABLE, IOT_ENDPOINT, got none')
  })

  it.each([
    [
      'a lifetime that is no number',
      { TOKEN_LIFETIME_SECONDS: 'a day' },
      /TOKEN_LIFETIME_SECONDS.*a day/,
    ],
    ['a negative lifetime', { TOKEN_LIFETIME_SECONDS: '-1' }, /TOKEN_LIFETIME_SECONDS/],
    ['an unknown layout', { DEFAULT_LAYOUT: 'tiny' }, /standard or compact, got "tiny"/],
    ['an unknown word for issuing', { ISSUING: 'paused' }, /ISSUING to be stopped.*paused/],
    ['proxies without their header', { TRUSTED_PROXY_CIDRS: '10.0.0.0/24' }, /together or neither/],
    ['a header without proxies', { PROXY_HEADER: 'x-real-ip' }, /together or neither/],
    [
      'proxies that somebody emptied',
      { TRUSTED_PROXY_CIDRS: '', PROXY_HEADER: 'x-real-ip' },
      /together or neither/,
    ],
    ['both of them emptied', { TRUSTED_PROXY_CIDRS: '', PROXY_HEADER: '' }, /together or neither/],
  ])('refuses %s', (_, change, message) => {
    expect(() => onboardingSettings({ ...environment, ...change })).toThrow(message)
  })
})
