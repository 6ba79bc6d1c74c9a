import type { RemovalPolicy } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { KeyedTable } from './keyed-table.ts'

export interface DeviceRegistryProps {
  /** What happens to the tables when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
}

/** Epoch seconds on what is left of a removed SIM or of a released address, after which it may go. */
const EXPIRES_AT = 'expiresAt'

/** The operator's inventory: which SIMs there are, which network address belongs to which of them, and who wrote it. */
export class DeviceRegistry extends Construct {
  readonly sims: ITableV2
  readonly simAddresses: ITableV2
  /** In which order imports and syncs began, how far they came, and what they reported. */
  readonly inventoryRuns: ITableV2

  constructor(scope: Construct, id: string, { removalPolicy }: DeviceRegistryProps) {
    super(scope, id)
    this.sims = new KeyedTable(this, 'Sims', {
      key: 'iccid',
      expiryAttribute: EXPIRES_AT,
      removalPolicy,
    }).table
    this.simAddresses = new KeyedTable(this, 'SimAddresses', {
      key: 'address',
      expiryAttribute: EXPIRES_AT,
      removalPolicy,
    }).table
    this.inventoryRuns = new KeyedTable(this, 'InventoryRuns', { key: 'id', removalPolicy }).table
  }
}
