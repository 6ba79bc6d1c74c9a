/**
 * The first of many, a line each below a heading; nothing where there are none.
 *
 * @param count of all of them
 */
export const describeList = (
  heading: string,
  lines: readonly string[],
  count: number,
): readonly string[] => {
  if (lines.length === 0) return []
  const others = count - lines.length
  const more = others === 0 ? [] : [`  and ${others} more`]
  return [heading, ...lines.map((line) => `  ${line}`), ...more]
}
