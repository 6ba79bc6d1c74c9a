import { RemovalPolicy } from 'aws-cdk-lib'
import type { Throttling } from './device-api.ts'
import type { UsernameLayout } from './onboarding-settings.ts'

const throttling: Throttling = { ratePerSecond: 100, burst: 200 }
const defaultLayout: UsernameLayout = 'standard'

/** What a deployment is unless somebody asks for something else, in this app and in those that use our constructs. */
export const DEFAULTS = {
  tokenLifetimeSeconds: 86_400,
  refreshAfterSeconds: 3_600,
  defaultLayout,
  throttling,
  removalPolicy: RemovalPolicy.RETAIN,
  everyMinutes: 15,
  maxShrinkShare: 0.1,
  syncMegabytes: 1024,
  oneNceUrl: 'https://api.1nce.com/management-api',
} as const

/** What IoT Core takes as the length of a session and as the pause between two refreshes, in seconds. */
export const SESSION_SECONDS = { least: 300, most: 86_400 } as const

/** How long the pause between two readings of an inventory may be, in minutes: up to a day. */
export const SYNC_MINUTES = { least: 1, most: 1440 } as const

/** How much memory a sync may have; AWS's own most, in megabytes. */
export const SYNC_MEGABYTES = { least: 512, most: 10_240 } as const
