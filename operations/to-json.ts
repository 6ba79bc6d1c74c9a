import { replaceUnprintable } from '../domain/inventory/sim-label.ts'

/** As JSON.stringify gives it, but fit for a terminal too: what would steer one is escaped. */
export const toJson = (value: unknown, { indent }: { readonly indent?: number } = {}): string =>
  replaceUnprintable(JSON.stringify(value, undefined, indent), (character) =>
    // A line end in a string is escaped already: this one indents.
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
