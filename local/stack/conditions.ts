import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts'

type Evaluate = (argument: unknown) => boolean

/** Decides the conditions of a template by name, on demand, because one condition may use another. */
export const createConditions = (
  conditions: Readonly<Record<string, unknown>>,
  scope: Omit<IntrinsicScope, 'condition'>,
): ((name: string) => boolean) => {
  const operands = (argument: unknown, path: string): readonly unknown[] => {
    if (!Array.isArray(argument)) throw new Error(`expected a list at ${path}`)
    return argument
  }

  const decide = (name: string): boolean => {
    if (!Object.hasOwn(conditions, name))
      throw new Error(`expected a condition of the template, got ${name}`)
    return evaluate(conditions[name], `Conditions.${name}`)
  }

  const evaluate = (expression: unknown, path: string): boolean => {
    const [entry, ...others] = Object.entries(expression ?? {})
    if (entry === undefined || others.length > 0)
      throw new Error(`expected one condition function at ${path}`)
    const [name, argument] = entry
    const functions: Readonly<Record<string, Evaluate>> = {
      Condition: (condition) => decide(String(condition)),
      'Fn::And': (parts) => operands(parts, path).every((part) => evaluate(part, path)),
      'Fn::Or': (parts) => operands(parts, path).some((part) => evaluate(part, path)),
      'Fn::Not': (parts) => !evaluate(operands(parts, path)[0], path),
      'Fn::Equals': (parts) => {
        const [left, right] = operands(parts, path).map((part) =>
          JSON.stringify(resolveIntrinsics(part, { ...scope, condition: decide }, path)),
        )
        return left === right
      },
    }
    const evaluateFunction = functions[name]
    if (evaluateFunction === undefined)
      throw new Error(
        `expected one of ${Object.keys(functions).join(', ')}, got ${name} at ${path}`,
      )
    return evaluateFunction(argument)
  }

  return decide
}
