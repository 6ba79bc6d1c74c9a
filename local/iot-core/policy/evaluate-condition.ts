import type { PolicyContext, PolicyStatement } from '../types.ts'
import { type ConditionOperator, parseConditionOperator } from './condition-operator.ts'
import { conditionValues, isKnownConditionKey } from './request-values.ts'

/** `unknown` means that the condition cannot be told: it uses an operator, key or value that is not emulated. */
export type ConditionOutcome = 'met' | 'unmet' | 'unknown'

const valueOutcome = (
  operator: ConditionOperator,
  wanted: readonly string[],
  actual: string,
  context: PolicyContext,
): ConditionOutcome => {
  const results = wanted.map((value) => operator.compare(value, actual, context))
  if (results.includes(undefined)) return 'unknown'
  return results.includes(true) !== operator.isNegated ? 'met' : 'unmet'
}

// What IAM does with a key that the request lacks: ForAllValues and ...IfExists pass, ForAnyValue fails,
// and of the rest a negated operator passes.
const outcomeIfMissing = (operator: ConditionOperator): ConditionOutcome => {
  if (operator.passesIfMissing || operator.quantifier === 'all') return 'met'
  return operator.isNegated && !operator.hasQuantifier ? 'met' : 'unmet'
}

const keyOutcome = (
  operator: ConditionOperator,
  key: string,
  wanted: readonly string[],
  context: PolicyContext,
): ConditionOutcome => {
  if (!isKnownConditionKey(key)) return 'unknown'
  const actual = conditionValues(key, context)
  if (actual.length === 0) return outcomeIfMissing(operator)
  const outcomes = actual.map((value) => valueOutcome(operator, wanted, value, context))
  if (outcomes.includes('unknown')) return 'unknown'
  if (operator.quantifier === 'all') return outcomes.includes('unmet') ? 'unmet' : 'met'
  return outcomes.includes('met') ? 'met' : 'unmet'
}

/** Evaluates the condition of a statement: every key of every operator must be met. */
export const evaluateCondition = (
  condition: PolicyStatement['Condition'],
  context: PolicyContext,
): ConditionOutcome => {
  const outcomes = Object.entries(condition ?? {}).flatMap(([name, keys]) => {
    const operator = parseConditionOperator(name)
    return Object.entries(keys).map(([key, wanted]) =>
      operator === undefined ? 'unknown' : keyOutcome(operator, key, wanted, context),
    )
  })
  if (outcomes.includes('unmet')) return 'unmet'
  return outcomes.includes('unknown') ? 'unknown' : 'met'
}
