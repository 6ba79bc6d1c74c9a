interface SyncSettings {
  /** How often the inventory is read, in minutes. @default 15 */
  readonly everyMinutes?: number
  /** The share of the known SIMs, from 0 to 1, that one reading may take away without confirmation. @default 0.1 */
  readonly maxShrinkShare?: number
  /** Of the function, which has the whole inventory in memory: about 3 KB for each SIM. @default 1024 */
  readonly memoryMegabytes?: number
  /** A customer managed KMS key that the secret or the object is encrypted with. @default an AWS managed key */
  readonly kmsKeyArn?: string
}

/** An inventory behind the 1NCE Management API. */
export interface OneNceInventory extends SyncSettings {
  readonly kind: '1nce'
  /** The operator's own secret, whose value is {"username": …, "password": …}. */
  readonly credentialsSecretArn: string
  /** @default 1NCE's own */
  readonly baseUrl?: string
  /** Which of the two numbers that the API gives is the key: the one without or with the Luhn digit. @default iccid */
  readonly iccidForm?: 'iccid' | 'iccid_with_luhn'
}

/** An inventory in one CSV object in S3. */
export interface S3CsvInventory extends SyncSettings {
  readonly kind: 's3-csv'
  readonly bucket: string
  /** The account that the bucket belongs to: names of buckets are free again once they are deleted. @default the stack's */
  readonly bucketAccount?: string
  readonly key: string
}

/** Where the operator keeps the truth about SIMs and addresses. */
export type InventorySettings = OneNceInventory | S3CsvInventory

/** The detail types of events about one SIM each: as many at once as there are SIMs, so that none is ever mailed. */
export const SIM_CHANGE_TYPES = [
  'SIM Added',
  'SIM Moved',
  'SIM Suspended',
  'SIM Resumed',
  'SIM Removed',
  'SIM Tokens Revoked',
] as const

/**
 * The detail types of events of which a run has one each at most. Only they are mailed: SNS ends a mailbox's
 * subscription above ten mails a second.
 */
export const MAILED_EVENT_TYPES = [
  'SIM Changes',
  'SIM Sync Held',
  'SIM Sync Failed',
  'SIM Removals Withheld',
  'SIM Inventory Unreadable',
] as const

export type MailedEventType = (typeof MAILED_EVENT_TYPES)[number]

/** The `source` of our events. */
export const EVENT_SOURCE = 'simpass'

/** Which events reach which mailbox. */
export interface NotificationSettings {
  /** Whoever reads it there has to confirm the subscription once. */
  readonly email: string
  /** @default all of them */
  readonly events?: readonly MailedEventType[]
}
