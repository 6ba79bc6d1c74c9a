import type { BusEvent } from './bus-event.ts'

/** What happens on the event bus and behind it, for whoever watches. */
export type BusActivity =
  | { readonly kind: 'event'; readonly event: BusEvent }
  /** AWS would mail the event; here whoever watches reads it instead. */
  | { readonly kind: 'mail'; readonly event: BusEvent; readonly to: string }
  | { readonly kind: 'failure'; readonly event: BusEvent; readonly reason: string }

export type OnBusActivity = (activity: BusActivity) => void
