import { DomainError } from '../errors.ts'
import { quote } from '../quote.ts'

/** In code points. */
const LONGEST_LABEL = 256

// Control characters, and those that reorder or break the line that a label is printed in. A joiner inside an emoji is none.
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Puts something else in place of each character that must not reach a terminal. */
export const replaceUnprintable = (text: string, replace: (character: string) => string): string =>
  text.replace(UNPRINTABLE, replace)

/** White space means no more than a space in a label: line ends are allowed in a portal, and break a line here. */
const withoutBreaks = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')

/**
 * What is kept of a label that somebody else wrote: it is only for people, and never keeps a SIM from being read.
 * The same for every reader, so that what one of them took another takes as it is.
 *
 * @returns undefined when nothing is left
 */
export const toLabel = (text: string): string | undefined => {
  const clean = replaceUnprintable(withoutBreaks(text), () => '').replace(/\p{Cs}/gu, '')
  const label = clean.trim()
  if (label.length <= LONGEST_LABEL) return label || undefined
  return [...label].slice(0, LONGEST_LABEL).join('').trim()
}

/**
 * A label as an operator gives it: what would be changed is refused, but white space at its ends.
 *
 * @throws DomainError INVALID_LABEL
 */
export const parseLabel = (value: string): string => {
  const label = value.trim()
  if (label === '' || toLabel(label) === label) return label
  throw new DomainError(
    'INVALID_LABEL',
    `expected a label of at most ${LONGEST_LABEL} characters in one line, without control characters, got ${quote(value)}`,
  )
}
