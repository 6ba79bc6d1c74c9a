import { Token } from 'aws-cdk-lib'
import { SYNC_MEGABYTES, SYNC_MINUTES } from './defaults.ts'
import type { InventorySettings } from './inventory-settings.ts'
import { requireWholeNumber } from './require-whole-number.ts'

/** In an ARN of a policy these would stand for any text. */
const WILDCARDS = /[*?]|\$\{/

const requireNoWildcard = (name: string, value: string): void => {
  if (Token.isUnresolved(value) || !WILDCARDS.test(value)) return
  throw new Error(
    `${name}: expected no *, ? or \${, which a policy takes for wildcards, got "${value}"`,
  )
}

/** @throws Error that names the property; a value that is only known at deployment is let through */
export const requireSyncSettings = (inventory: InventorySettings): void => {
  const { everyMinutes, memoryMegabytes, maxShrinkShare, kmsKeyArn } = inventory
  if (everyMinutes !== undefined)
    requireWholeNumber('inventory.everyMinutes', everyMinutes, SYNC_MINUTES)
  if (memoryMegabytes !== undefined)
    requireWholeNumber('inventory.memoryMegabytes', memoryMegabytes, SYNC_MEGABYTES)
  if (maxShrinkShare !== undefined && !(maxShrinkShare >= 0 && maxShrinkShare <= 1))
    throw new Error(
      `inventory.maxShrinkShare: expected a number from 0 to 1, got ${maxShrinkShare}`,
    )
  if (kmsKeyArn !== undefined) requireNoWildcard('inventory.kmsKeyArn', kmsKeyArn)
  if (inventory.kind === '1nce')
    requireNoWildcard('inventory.credentialsSecretArn', inventory.credentialsSecretArn)
  else {
    requireNoWildcard('inventory.bucket', inventory.bucket)
    requireNoWildcard('inventory.key', inventory.key)
  }
}
