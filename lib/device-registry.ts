import type { RemovalPolicy } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { KeyedTable } from './keyed-table.ts'

export interface DeviceRegistryProps {
  /** What happens to the tables when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/** The operator's inventory: which SIMs there are, and which network address belongs to which of them. */
export class DeviceRegistry extends Construct {
  readonly sims: ITableV2
  readonly simAddresses: ITableV2

  constructor(scope: Construct, id: string, { removalPolicy }: DeviceRegistryProps) {
    super(scope, id)
    this.sims = new KeyedTable(this, 'Sims', { key: 'iccid', removalPolicy }).table
    this.simAddresses = new KeyedTable(this, 'SimAddresses', {
      key: 'address',
      removalPolicy,
    }).table
  }
}
