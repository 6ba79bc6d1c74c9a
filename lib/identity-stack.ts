import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { CONTENTS } from './contents.ts'
import { Identity, type IdentityProps } from './identity.ts'

export interface IdentityStackProps extends StackProps, IdentityProps {}

/** The stack of what a deployment remembers. Deployed first and deleted last. */
export class IdentityStack extends Stack {
  readonly identity: Identity

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, { description: 'simpass: SIM inventory and signing keys', ...props })
    this.identity = new Identity(this, CONTENTS, props)
    const { sims, simAddresses, inventoryRuns } = this.identity.registry

    new CfnOutput(this, 'SimsTableName', {
      description: 'Table of SIMs, keyed by ICCID',
      value: sims.tableName,
    })
    new CfnOutput(this, 'SimAddressesTableName', {
      description: 'Table of network addresses, keyed by address',
      value: simAddresses.tableName,
    })
    new CfnOutput(this, 'InventoryRunsTableName', {
      description: 'Table of imports and syncs, keyed by id',
      value: inventoryRuns.tableName,
    })
    if (this.identity.inventorySync !== undefined) {
      new CfnOutput(this, 'InventorySyncFunctionName', {
        description: "Function that reads the operator's inventory",
        value: this.identity.inventorySync.handler.function.functionName,
      })
    }
  }
}
