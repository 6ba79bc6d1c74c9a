import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { DeviceRegistry } from './device-registry.ts'
import { SigningKeys } from './signing-keys.ts'

export interface IdentityStackProps extends StackProps {
  /** What happens to the tables and to the signing keys when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/** What a deployment remembers: its SIMs and its signing keys. Deployed first and deleted last. */
export class IdentityStack extends Stack {
  readonly registry: DeviceRegistry
  readonly signingKeys: SigningKeys

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, { description: 'simpass: SIM inventory and signing keys', ...props })
    const { removalPolicy } = props
    this.registry = new DeviceRegistry(this, 'Registry', { removalPolicy })
    this.signingKeys = new SigningKeys(this, 'SigningKeys', { removalPolicy })

    new CfnOutput(this, 'SimsTableName', {
      description: 'Table of SIMs, keyed by ICCID',
      value: this.registry.sims.tableName,
    })
    new CfnOutput(this, 'SimAddressesTableName', {
      description: 'Table of network addresses, keyed by address',
      value: this.registry.simAddresses.tableName,
    })
  }
}
