import { replaceUnprintable } from '../../domain/inventory/sim-label.ts'

/** As JSON.stringify gives it, but fit for a terminal too: what would steer one is escaped. */
export const toJson = (value: unknown): string =>
  replaceUnprintable(
    JSON.stringify(value),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
