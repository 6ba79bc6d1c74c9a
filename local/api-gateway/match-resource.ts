import type { RestMethod, RestResource } from './rest-api.ts'

export interface ResourceMatch {
  readonly resource: RestResource
  readonly pathParameters: Readonly<Record<string, string>> | null
}

/** Static parts win over a variable, and a variable over a greedy one. */
const precedenceOf = (part: string): number =>
  part.startsWith('{') ? (part.endsWith('+}') ? 0 : 1) : 2

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

const decode = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part)
  } catch {
    // A malformed percent-encoding matches nothing.
    return undefined
  }
}

const matchParts = (
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const variable = /^\{([^+}]+)(\+?)\}$/.exec(expected)
    const isGreedy = variable?.[2] === '+'
    const actual = decode(isGreedy ? parts.slice(index).join('/') : (parts[index] ?? ''))
    if (actual === undefined || actual === '') return undefined
    if (variable?.[1] === undefined && actual !== expected) return undefined
    if (variable?.[1] !== undefined) parameters[variable[1]] = actual
    if (isGreedy) return parameters
  }
  return parts.length === pattern.length ? parameters : undefined
}

const isMoreSpecific = (left: readonly string[], right: readonly string[]): boolean => {
  for (const [index, part] of left.entries()) {
    const difference = precedenceOf(part) - precedenceOf(right[index] ?? '{+}')
    if (difference !== 0) return difference > 0
  }
  return false
}

/** Finds the resource that a path, without its stage, means. */
export const matchResource = (
  resources: Iterable<RestResource>,
  path: string,
): ResourceMatch | undefined => {
  const parts = partsOf(path)
  let best: { pattern: string[]; match: ResourceMatch } | undefined
  for (const resource of resources) {
    const pattern = partsOf(resource.path)
    const parameters = matchParts(pattern, parts)
    if (parameters === undefined) continue
    if (best !== undefined && !isMoreSpecific(pattern, best.pattern)) continue
    const pathParameters = Object.keys(parameters).length === 0 ? null : parameters
    best = { pattern, match: { resource, pathParameters } }
  }
  return best?.match
}

/** The method of a resource that serves a request. */
export const matchMethod = (resource: RestResource, httpMethod: string): RestMethod | undefined =>
  resource.methods.get(httpMethod) ?? resource.methods.get('ANY')
