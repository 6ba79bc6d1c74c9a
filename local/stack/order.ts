/**
 * Orders ids so that each comes after what it depends on, and otherwise keeps their order;
 * dependencies outside the ids are ignored.
 */
export const orderByDependencies = (
  ids: readonly string[],
  dependenciesOf: (id: string) => Iterable<string>,
): readonly string[] => {
  const known = new Set(ids)
  const ordered = new Set<string>()

  const place = (id: string, ancestors: readonly string[]): void => {
    if (ordered.has(id)) return
    if (ancestors.includes(id))
      throw new Error(`expected no circular dependency, got ${[...ancestors, id].join(' -> ')}`)
    for (const dependency of dependenciesOf(id))
      if (known.has(dependency)) place(dependency, [...ancestors, id])
    ordered.add(id)
  }

  for (const id of ids) place(id, [])
  return [...ordered]
}
