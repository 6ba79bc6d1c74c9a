import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { DEFAULTS } from './defaults.ts'
import type { DeviceRegistry } from './device-registry.ts'
import { EVENT_SOURCE, type InventorySettings } from './inventory-settings.ts'
import { NodeFunction } from './node-function.ts'
import { requireSyncSettings } from './require-sync-settings.ts'

export interface InventorySyncProps {
  readonly registry: DeviceRegistry
  readonly inventory: InventorySettings
}

/** The longest that Lambda lets a function run, and keeps an event for it. */
const LONGEST_RUN = Duration.minutes(15)
const LONGEST_WAIT = Duration.hours(6)

/** How long an ICCID can be; it is the client id of its SIM's session. */
const ICCID_LENGTHS = [18, 19, 20]

/** Brings the tables of SIMs to what the operator's inventory says, on a schedule. */
export class InventorySync extends Construct {
  readonly handler: NodeFunction
  /** The pause between two runs. */
  readonly pause: Duration

  constructor(scope: Construct, id: string, { registry, inventory }: InventorySyncProps) {
    super(scope, id)
    requireSyncSettings(inventory)
    this.handler = new NodeFunction(this, 'Sync', {
      entry: 'inventory-sync',
      description: "Brings the tables of SIMs to what the operator's inventory says",
      timeout: LONGEST_RUN,
      // The inventory and both tables are in memory while they are compared.
      memorySize: inventory.memoryMegabytes ?? DEFAULTS.syncMegabytes,
      environment: {
        SIMS_TABLE: registry.sims.tableName,
        SIM_ADDRESSES_TABLE: registry.simAddresses.tableName,
        INVENTORY_RUNS_TABLE: registry.inventoryRuns.tableName,
        DEPLOYMENT: Stack.of(this).stackName,
        MAX_SHRINK_SHARE: String(inventory.maxShrinkShare ?? DEFAULTS.maxShrinkShare),
        ...environmentOf(inventory),
      },
    })
    grantTables(this.handler, registry)
    for (const statement of statementsFor(Stack.of(this), inventory))
      this.handler.role.addToPrincipalPolicy(statement)
    Validations.of(this.handler.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The endpoint belongs to the whole account and Region: iot:DescribeEndpoint has no resource level, and neither has X-Ray.',
    })
    this.pause = Duration.minutes(inventory.everyMinutes ?? DEFAULTS.everyMinutes)
    this.schedule(this.pause)
  }

  /** How many syncs came to this outcome between two runs, by their log; no other stack has to import anything for it. */
  metricSyncs(outcome: 'applied' | 'held' | 'failed'): Metric {
    return new Metric({
      namespace: 'Simpass',
      metricName: 'Syncs',
      dimensionsMap: { deployment: Stack.of(this).stackName, event: 'InventorySync', outcome },
      statistic: 'Sum',
      period: this.pause,
    })
  }

  /** How many syncs left SIMs as they are because too much of the inventory cannot be read. */
  metricStaleSyncs(): Metric {
    return new Metric({
      namespace: 'Simpass',
      metricName: 'staleSyncs',
      dimensionsMap: { deployment: Stack.of(this).stackName, event: 'InventorySync' },
      statistic: 'Sum',
      period: this.pause,
    })
  }

  private schedule(pause: Duration): void {
    const maxEventAge = pause.toSeconds() < LONGEST_WAIT.toSeconds() ? pause : LONGEST_WAIT
    // The next run starts from what the inventory says then; one that is tried again, or comes late, would only compete with it.
    this.handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge })
    new Rule(this, 'Schedule', {
      description: "simpass: reads the operator's inventory",
      schedule: Schedule.rate(pause),
      targets: [new LambdaFunction(this.handler.function, { retryAttempts: 0, maxEventAge })],
    })
  }
}

const environmentOf = (inventory: InventorySettings): Record<string, string> =>
  inventory.kind === '1nce'
    ? {
        INVENTORY_KIND: inventory.kind,
        INVENTORY_URL: inventory.baseUrl ?? DEFAULTS.oneNceUrl,
        INVENTORY_CREDENTIALS_SECRET_ARN: inventory.credentialsSecretArn,
        ICCID_FORM: inventory.iccidForm ?? 'iccid',
      }
    : {
        INVENTORY_KIND: inventory.kind,
        INVENTORY_BUCKET: inventory.bucket,
        INVENTORY_KEY: inventory.key,
      }

const grantTables = (handler: NodeFunction, registry: DeviceRegistry): void => {
  for (const table of [registry.sims, registry.simAddresses])
    table.grant(
      handler,
      'dynamodb:BatchGetItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
    )
  registry.inventoryRuns.grant(handler, 'dynamodb:GetItem', 'dynamodb:UpdateItem')
}

const statementsFor = (stack: Stack, inventory: InventorySettings): PolicyStatement[] => [
  new PolicyStatement({ actions: ['iot:DescribeEndpoint'], resources: ['*'] }),
  new PolicyStatement({
    actions: ['iot:DeleteConnection'],
    // No other clients of the account than those with client ids as long as an ICCID.
    resources: ICCID_LENGTHS.map((length) =>
      stack.formatArn({ service: 'iot', resource: 'client', resourceName: '?'.repeat(length) }),
    ),
  }),
  new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [
      stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
    ],
    conditions: { StringEquals: { 'events:source': EVENT_SOURCE } },
  }),
  readingOf(stack, inventory),
  ...(inventory.kmsKeyArn === undefined
    ? []
    : [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [inventory.kmsKeyArn] })]),
]

/** The secret and the object are the operator's: this only reads them. */
const readingOf = (stack: Stack, inventory: InventorySettings): PolicyStatement =>
  inventory.kind === '1nce'
    ? new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [inventory.credentialsSecretArn],
      })
    : new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [
          stack.formatArn({
            service: 's3',
            region: '',
            account: '',
            resource: inventory.bucket,
            resourceName: inventory.key,
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
        // Whoever takes the name of a bucket that was deleted would give the fleet its identities.
        conditions: {
          StringEquals: { 's3:ResourceAccount': inventory.bucketAccount ?? stack.account },
        },
      })
