const namesInSubstitution = (pattern: string): string[] =>
  [...pattern.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => String(match[1]).split('.')[0] ?? '')

/** The names that a value refers to with Ref, Fn::GetAtt or Fn::Sub: logical ids, parameters and pseudo parameters alike. */
export const referencedNames = (value: unknown): ReadonlySet<string> => {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, member] of Object.entries(node)) {
      const first: unknown = Array.isArray(member) ? member[0] : member
      if (typeof first === 'string') {
        if (key === 'Ref') names.add(first)
        if (key === 'Fn::GetAtt') names.add(String(first.split('.')[0]))
        if (key === 'Fn::Sub') for (const name of namesInSubstitution(first)) names.add(name)
      }
      visit(member)
    }
  }
  visit(value)
  return names
}
