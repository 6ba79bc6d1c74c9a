type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads settings of a function, all at once.
 *
 * @throws Error that names every missing one
 */
export const readEnvironment = <Name extends string>(
  names: readonly Name[],
  environment: Environment,
): Record<Name, string> => {
  const missing = names.filter((name) => !environment[name])
  if (missing.length > 0) {
    throw new Error(`expected the environment variables ${missing.join(', ')}, got none`)
  }
  return Object.fromEntries(names.map((name) => [name, environment[name]])) as Record<Name, string>
}

/** @throws Error if the variable is no whole number of at least 1 */
export const wholeNumber = (name: string, value: string): number => {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new Error(`expected ${name} to be a whole number of at least 1, got ${value}`)
}
