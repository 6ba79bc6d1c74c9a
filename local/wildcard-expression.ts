/** Patterns come from templates: there are few, and each is asked for at every call. */
const compiled = { s: new Map<string, RegExp>(), is: new Map<string, RegExp>() }

/**
 * A pattern of IAM as an expression for a whole text: `*` is any number of characters, `?` is one.
 *
 * @param flags `i` where AWS compares without regard to case
 */
export const wildcardExpression = (pattern: string, flags: 's' | 'is'): RegExp => {
  const known = compiled[flags].get(pattern)
  if (known !== undefined) return known
  const expression = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const made = new RegExp(`^${expression}$`, flags)
  compiled[flags].set(pattern, made)
  return made
}
