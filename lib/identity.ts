import type { RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { DeviceRegistry } from './device-registry.ts'
import type { TokenClaimSettings } from './onboarding-settings.ts'
import { SigningKeys } from './signing-keys.ts'

export interface IdentityProps {
  /** What happens to the tables and to the signing keys when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
  /** What every token carries, from the first deployment on. @default no issuer and no audience */
  readonly claims?: TokenClaimSettings
}

/** What a deployment remembers: its SIMs and its signing keys. */
export class Identity extends Construct {
  readonly registry: DeviceRegistry
  readonly signingKeys: SigningKeys

  constructor(scope: Construct, id: string, { removalPolicy, claims }: IdentityProps) {
    super(scope, id)
    this.registry = new DeviceRegistry(this, 'Registry', { removalPolicy })
    this.signingKeys = new SigningKeys(this, 'SigningKeys', { removalPolicy, claims })
  }
}
