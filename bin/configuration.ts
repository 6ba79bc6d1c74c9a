import { z } from 'zod'
import { AMAZON_ROOT_CA_1 } from '../lib/amazon-root-ca.ts'
import type { RootCa } from '../lib/onboarding-settings.ts'
import { probablyMeant } from './misspelling.ts'
import { quote } from './quote.ts'
import { settingsShape } from './settings-shape.ts'

type Settings = z.output<typeof settingsSchema>

/** What one deployment is to be, checked. */
export type Configuration = Omit<Settings, 'authorizerName' | 'rootCaUrl' | 'rootCaPem'> & {
  readonly authorizerName: string
  readonly rootCa: RootCa
}

/** Every wrong setting at once, each with what was expected and what came. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`wrong configuration\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const settingsSchema = z.object(settingsShape)
const SETTING_NAMES = Object.keys(settingsShape)

/** Names that CDK and its libraries use for themselves hold a colon, a slash or an @; ours never do. */
const isOwnName = (name: string): boolean => /^[\w-]+$/.test(name)

const misspeltFaults = (context: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(context)
    .filter((name) => isOwnName(name) && !SETTING_NAMES.includes(name))
    .flatMap((name) => {
      const meant = probablyMeant(name, SETTING_NAMES)
      return meant === undefined ? [] : [`${name}: expected the name ${meant}, got ${quote(name)}`]
    })

/** Members of settings that are objects. As settings of their own they would do nothing, without a word. */
const MEMBERS: Readonly<Record<string, string>> = {
  trustedProxyCidrs: 'identity',
  proxyHeader: 'identity',
  clientCidrs: 'network',
  vpcCidr: 'network',
  vpcId: 'network',
  subnetIds: 'network',
  vpcEndpointId: 'network',
  certificateArn: 'domain',
  hostedZone: 'domain',
  ratePerSecond: 'throttling',
  burst: 'throttling',
  iotEndpointUrl: 'development',
}

const misplacedFaults = (context: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(context)
    .filter((name) => Object.hasOwn(MEMBERS, name))
    .map((name) => `${name}: expected inside of ${MEMBERS[name]}, got it as a setting of its own`)

const pairFaults = ({ rootCaUrl, rootCaPem }: Readonly<Record<string, unknown>>): string[] => {
  if ((rootCaUrl === undefined) === (rootCaPem === undefined)) return []
  return rootCaUrl === undefined
    ? ['rootCaUrl: expected a URL together with rootCaPem, got none']
    : ['rootCaPem: expected a certificate together with rootCaUrl, got none']
}

/** A given endpoint's DNS name could only be looked up in the account. */
const recordFaults = ({ domain, network }: Settings): string[] =>
  domain?.hostedZone !== undefined && 'vpcEndpointId' in network
    ? [
        `domain.hostedZone: expected none with network.vpcEndpointId, got ${quote(domain.hostedZone)}`,
      ]
    : []

/** Settings beside which secrets are at hand when they are typed in. */
const BESIDE_SECRETS = ['rootCaPem', 'inventory.credentialsSecretArn', 'inventory.baseUrl']

/** What came, unless it could be a private key or a password in the wrong place. */
const describe = (name: string, value: unknown): string =>
  typeof value === 'string' && (BESIDE_SECRETS.includes(name) || value.includes('-----BEGIN'))
    ? `another text, of ${value.length} characters`
    : quote(value)

const schemaFaults = (error: z.ZodError): string[] =>
  error.issues.map((issue) => {
    const name = issue.path.map(String).join('.')
    const came =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(quote).join(', ')
        : describe(name, issue.input)
    return `${name}: expected ${issue.message}, got ${came}`
  })

/**
 * Reads our settings out of CDK context, where `-c` makes every value a string.
 *
 * @throws ConfigurationError that lists every wrong setting
 */
export const parseConfiguration = (context: Readonly<Record<string, unknown>>): Configuration => {
  const settings = Object.fromEntries(
    Object.entries(context).filter(([name]) => SETTING_NAMES.includes(name)),
  )
  const parsed = settingsSchema.safeParse(settings, { reportInput: true })
  const faults = [
    ...misspeltFaults(context),
    ...misplacedFaults(context),
    ...pairFaults(settings),
    ...(parsed.success ? recordFaults(parsed.data) : schemaFaults(parsed.error)),
  ]
  if (!parsed.success || faults.length > 0) throw new ConfigurationError(faults)

  const { authorizerName, rootCaUrl: url, rootCaPem: pem, ...rest } = parsed.data
  return {
    ...rest,
    // Not one name for all stages: two of them can live in one account and Region.
    authorizerName: authorizerName ?? `simpass-${rest.stage}`,
    rootCa: url === undefined || pem === undefined ? AMAZON_ROOT_CA_1 : { url, pem },
  }
}
