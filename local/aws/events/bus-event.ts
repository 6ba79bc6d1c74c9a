/** An event as EventBridge hands it to the targets of rules. */
export interface BusEvent {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** ISO 8601, in whole seconds. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

/** EventBridge writes no fraction of a second. */
export const eventTime = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`
