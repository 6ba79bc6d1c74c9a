import type { RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { DeviceRegistry } from './device-registry.ts'
import type { InventorySettings, NotificationSettings } from './inventory-settings.ts'
import { InventorySync } from './inventory-sync.ts'
import type { TokenClaimSettings } from './onboarding-settings.ts'
import { SigningKeys } from './signing-keys.ts'
import { SimNotifications } from './sim-notifications.ts'

export interface IdentityProps {
  /** What happens to the tables and to the signing keys when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
  /** @default none: SIMs are added by hand, or by a system of the operator's own */
  readonly inventory?: InventorySettings
  /** @default nobody is told; events still reach the event bus */
  readonly notifications?: NotificationSettings
  /** What every token carries, from the first deployment on. @default no issuer and no audience */
  readonly claims?: TokenClaimSettings
}

/** What a deployment remembers: its SIMs and its signing keys. */
export class Identity extends Construct {
  readonly registry: DeviceRegistry
  readonly signingKeys: SigningKeys
  /** Absent without an inventory to read. */
  readonly inventorySync?: InventorySync

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id)
    const { removalPolicy, claims, inventory, notifications } = props
    this.registry = new DeviceRegistry(this, 'Registry', { removalPolicy })
    this.signingKeys = new SigningKeys(this, 'SigningKeys', { removalPolicy, claims })
    if (inventory !== undefined) {
      const { registry } = this
      this.inventorySync = new InventorySync(this, 'InventorySync', { registry, inventory })
    }
    if (notifications !== undefined) {
      new SimNotifications(this, 'Notifications', notifications)
    }
  }
}
