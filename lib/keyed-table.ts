import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  type ITableV2,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'

export interface KeyedTableProps {
  /** The string attribute that is the whole primary key. */
  readonly key: string
  /** The attribute with the time, in epoch seconds, from which DynamoDB may delete an item. @default items stay */
  readonly expiryAttribute?: string
  /** What happens to the table when the stack is deleted; a retained one cannot be deleted by accident either. */
  readonly removalPolicy: RemovalPolicy
}

/** A DynamoDB table that answers one question by one key, encrypted, recoverable and paid for by request. */
export class KeyedTable extends Construct {
  readonly table: ITableV2

  constructor(scope: Construct, id: string, props: KeyedTableProps) {
    super(scope, id)
    const { key, expiryAttribute, removalPolicy } = props
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: key, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: expiryAttribute,
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    })
  }
}
