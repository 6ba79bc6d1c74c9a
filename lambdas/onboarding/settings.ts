import type { TokenSettings } from '../../domain/issue-pass.ts'
import type { TrustedProxies } from '../../domain/trusted-proxies.ts'
import { type Layout, parseLayout } from '../../domain/username.ts'
import { readEnvironment, wholeNumber } from '../environment.ts'
import type { IotCoreAccess } from './pass-response.ts'

export interface OnboardingSettings {
  readonly simsTable: string
  readonly simAddressesTable: string
  readonly signingKeysSecretArn: string
  readonly token: TokenSettings
  readonly access: IotCoreAccess
  readonly defaultLayout: Layout
  readonly proxies?: TrustedProxies
  /** Set while the deployment is being removed. */
  readonly isStopped: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const proxiesOf = ({
  TRUSTED_PROXY_CIDRS,
  PROXY_HEADER,
}: Environment): TrustedProxies | undefined => {
  if (TRUSTED_PROXY_CIDRS === undefined && PROXY_HEADER === undefined) return undefined
  // One without the other, or an empty one, is a mistake; it must not make every caller its own proof.
  if (!(TRUSTED_PROXY_CIDRS && PROXY_HEADER)) {
    throw new Error('expected TRUSTED_PROXY_CIDRS and PROXY_HEADER together or neither, got one')
  }
  return { cidrs: TRUSTED_PROXY_CIDRS.split(','), header: PROXY_HEADER }
}

/** A word that is not understood must not go on issuing. */
const isStopped = ({ ISSUING }: Environment): boolean => {
  if (ISSUING === undefined || ISSUING === 'stopped') return ISSUING === 'stopped'
  throw new Error(`expected ISSUING to be stopped or absent, got ${ISSUING}`)
}

/** @throws Error that names what is missing or wrong */
export const onboardingSettings = (environment: Environment): OnboardingSettings => {
  const required = readEnvironment(
    [
      'SIMS_TABLE',
      'SIM_ADDRESSES_TABLE',
      'SIGNING_KEYS_SECRET_ARN',
      'AUTHORIZER_NAME',
      'IOT_ENDPOINT',
      'ROOT_CA_URL',
      'ROOT_CA_PEM',
      'TOKEN_LIFETIME_SECONDS',
      'DEFAULT_LAYOUT',
    ],
    environment,
  )
  return {
    simsTable: required.SIMS_TABLE,
    simAddressesTable: required.SIM_ADDRESSES_TABLE,
    signingKeysSecretArn: required.SIGNING_KEYS_SECRET_ARN,
    token: {
      authorizerName: required.AUTHORIZER_NAME,
      lifetimeSeconds: wholeNumber('TOKEN_LIFETIME_SECONDS', required.TOKEN_LIFETIME_SECONDS),
      issuer: environment.TOKEN_ISSUER,
      audience: environment.TOKEN_AUDIENCE,
    },
    access: {
      endpoint: required.IOT_ENDPOINT,
      rootCaUrl: required.ROOT_CA_URL,
      rootCaPem: required.ROOT_CA_PEM,
    },
    defaultLayout: parseLayout(required.DEFAULT_LAYOUT),
    proxies: proxiesOf(environment),
    isStopped: isStopped(environment),
  }
}
