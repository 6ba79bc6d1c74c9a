import { type App, RemovalPolicy, Tags } from 'aws-cdk-lib'
import { AuthorizerStack } from '../lib/authorizer-stack.ts'
import { IdentityStack } from '../lib/identity-stack.ts'
import type { TrustedProxies } from '../lib/onboarding-settings.ts'
import { OnboardingStack } from '../lib/onboarding-stack.ts'
import type { Configuration } from './configuration.ts'
import { useEmulator } from './use-emulator.ts'

const REMOVAL_POLICIES = {
  retain: RemovalPolicy.RETAIN,
  destroy: RemovalPolicy.DESTROY,
} as const satisfies Record<Configuration['removal'], RemovalPolicy>

const trustedProxiesOf = ({
  trustedProxyCidrs: cidrs,
  proxyHeader: header,
}: Configuration['identity']): TrustedProxies | undefined =>
  cidrs === undefined || header === undefined ? undefined : { cidrs, header }

/** One deployment of simpass: its three stacks, in the order in which they are deployed. */
export const createStacks = (app: App, configuration: Configuration) => {
  const { stage } = configuration
  const tags = { 'simpass:stage': stage }

  const identity = new IdentityStack(app, `simpass-${stage}-identity`, {
    tags,
    removalPolicy: REMOVAL_POLICIES[configuration.removal],
    inventory: configuration.inventory,
    notifications: configuration.notifications,
    claims: { issuer: configuration.tokenIssuer, audience: configuration.tokenAudience },
  })
  const authorizer = new AuthorizerStack(app, `simpass-${stage}-authorizer`, {
    tags,
    identity: identity.identity,
    authorizerName: configuration.authorizerName,
    refreshAfterSeconds: configuration.refreshAfterSeconds,
    repair: configuration.repair,
  })
  const onboarding = new OnboardingStack(app, `simpass-${stage}-onboarding`, {
    tags,
    identity: identity.identity,
    admission: authorizer.admission,
    tokenLifetimeSeconds: configuration.tokenLifetimeSeconds,
    defaultLayout: configuration.defaultLayout,
    rootCa: configuration.rootCa,
    throttling: configuration.throttling,
    network: configuration.network,
    domain: configuration.domain,
    trustedProxies: trustedProxiesOf(configuration.identity),
    alarmEmail: configuration.alarmEmail,
  })
  const stacks = { identity, authorizer, onboarding }
  if (configuration.development !== undefined) {
    useEmulator(app, configuration.development.iotEndpointUrl)
  }
  for (const stack of Object.values(stacks)) Tags.of(stack).add('simpass:stage', stage)
  return stacks
}
