import type { PolicyContext } from '../types.ts'
import { type Glob, literalGlob, parseGlob } from './glob.ts'
import { variableValue } from './request-values.ts'

// `${*}`, `${?}` and `${$}` are how a policy writes these characters literally.
const ESCAPES: ReadonlySet<string> = new Set(['*', '?', '$'])

interface Piece {
  readonly text: string
  readonly isLiteral: boolean
}

const resolve = (name: string, context: PolicyContext): string | undefined =>
  ESCAPES.has(name) ? name : variableValue(name, context)

const expand = (text: string, context: PolicyContext): readonly Piece[] | undefined => {
  const pieces: Piece[] = []
  let position = 0
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', position)) {
    const end = text.indexOf('}', start)
    if (end < 0) return undefined
    const value = resolve(text.slice(start + 2, end), context)
    if (value === undefined) return undefined
    pieces.push({ text: text.slice(position, start), isLiteral: false })
    pieces.push({ text: value, isLiteral: true })
    position = end + 1
  }
  pieces.push({ text: text.slice(position), isLiteral: false })
  return pieces
}

/** A pattern with its variables filled in; a value's own `*` or `?` never becomes a wildcard. Undefined if a variable has no value. */
export const expandToGlob = (pattern: string, context: PolicyContext): Glob | undefined =>
  expand(pattern, context)?.flatMap(({ text, isLiteral }) =>
    isLiteral ? literalGlob(text) : parseGlob(text),
  )

/** A text with its variables filled in; undefined if a variable has no value. */
export const expandToText = (text: string, context: PolicyContext): string | undefined =>
  expand(text, context)
    ?.map((piece) => piece.text)
    .join('')
