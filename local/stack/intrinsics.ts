/** What the intrinsic functions of a template can ask for; each member throws if there is no answer. */
export interface IntrinsicScope {
  readonly ref: (name: string) => unknown
  readonly getAtt: (logicalId: string, attributeName: string) => unknown
  readonly importValue: (exportName: string) => unknown
  readonly stackOutput: (stackName: string, outputName: string) => unknown
  readonly condition: (name: string) => boolean
}

/** What `AWS::NoValue` resolves to: the property or list element that holds it disappears. */
export const NO_VALUE = Symbol('AWS::NoValue')

type Intrinsic = (argument: unknown, scope: IntrinsicScope, path: string) => unknown

const expected = (what: string, path: string): Error => new Error(`expected ${what} at ${path}`)

const text = (value: unknown, path: string): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw expected('a string', path)
}

const list = (value: unknown, path: string, length?: number): readonly unknown[] => {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length))
    throw expected(length === undefined ? 'a list' : `a list of ${length}`, path)
  return value
}

const resolvedTexts = (value: unknown, scope: IntrinsicScope, path: string): string[] =>
  list(resolveIntrinsics(value, scope, path), path).map((part) => text(part, path))

const getAtt: Intrinsic = (argument, scope, path) => {
  const [logicalId, ...attribute] =
    typeof argument === 'string' ? argument.split('.') : list(argument, path, 2)
  return scope.getAtt(text(logicalId, path), attribute.map((part) => text(part, path)).join('.'))
}

const join: Intrinsic = (argument, scope, path) => {
  const [delimiter, parts] = list(argument, path, 2)
  return resolvedTexts(parts, scope, path).join(text(delimiter, path))
}

const select: Intrinsic = (argument, scope, path) => {
  const [index, values] = list(argument, path, 2)
  const position = Number(text(resolveIntrinsics(index, scope, path), path))
  const chosen = list(resolveIntrinsics(values, scope, path), path)[position]
  if (chosen === undefined) throw expected(`a list with an element ${position}`, path)
  return chosen
}

const split: Intrinsic = (argument, scope, path) => {
  const [delimiter, source] = list(argument, path, 2)
  return text(resolveIntrinsics(source, scope, path), path).split(text(delimiter, path))
}

const substitute: Intrinsic = (argument, scope, path) => {
  const [pattern, variables] =
    typeof argument === 'string' ? [argument, {}] : list(argument, path, 2)
  const values = resolveIntrinsics(variables, scope, path) as Record<string, unknown>
  return text(pattern, path).replaceAll(
    /\$\{(!?)([^}]+)\}/g,
    (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`
      if (Object.hasOwn(values, name)) return text(values[name], path)
      return text(name.includes('.') ? getAtt(name, scope, path) : scope.ref(name), path)
    },
  )
}

const choose: Intrinsic = (argument, scope, path) => {
  const [condition, whenTrue, whenFalse] = list(argument, path, 3)
  return resolveIntrinsics(
    scope.condition(text(condition, path)) ? whenTrue : whenFalse,
    scope,
    path,
  )
}

const getStackOutput: Intrinsic = (argument, scope, path) => {
  const request = resolveIntrinsics(argument, scope, path) as Record<string, unknown>
  return scope.stackOutput(text(request.StackName, path), text(request.OutputName, path))
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, path) => scope.ref(text(argument, path)),
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::ImportValue': (argument, scope, path) =>
    scope.importValue(text(resolveIntrinsics(argument, scope, path), path)),
  'Fn::GetStackOutput': getStackOutput,
}

const intrinsicName = (value: object, path: string): string | undefined => {
  const names = Object.keys(value)
  const name = names.find((key) => key === 'Ref' || key.startsWith('Fn::'))
  if (name === undefined) return undefined
  if (names.length > 1) throw expected(`${name} to be alone in its object`, path)
  return name
}

/** Replaces every intrinsic function in a value; one that is not emulated is refused by name and path. */
export const resolveIntrinsics = (value: unknown, scope: IntrinsicScope, path: string): unknown => {
  if (Array.isArray(value))
    return value
      .map((element, index) => resolveIntrinsics(element, scope, `${path}[${index}]`))
      .filter((element) => element !== NO_VALUE)
  if (typeof value !== 'object' || value === null) return value
  const name = intrinsicName(value, path)
  if (name === undefined)
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, member]) => [key, resolveIntrinsics(member, scope, `${path}.${key}`)] as const)
        .filter(([, member]) => member !== NO_VALUE),
    )
  const intrinsic = INTRINSICS[name]
  if (intrinsic === undefined)
    throw expected(`one of ${Object.keys(INTRINSICS).join(', ')}, got ${name}`, path)
  return intrinsic((value as Record<string, unknown>)[name], scope, path)
}
