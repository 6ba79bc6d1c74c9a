import { BlockList, isIP, isIPv4 } from 'node:net'
import type { PolicyContext } from '../types.ts'
import { expandToGlob, expandToText } from './expand-variables.ts'
import { matchesGlob } from './glob.ts'

/** Whether one value of the request meets one value of the policy; undefined if that cannot be told. */
type Compare = (wanted: string, actual: string, context: PolicyContext) => boolean | undefined

/** A parsed condition operator such as `ForAllValues:StringNotEqualsIfExists`. */
export interface ConditionOperator {
  readonly quantifier: 'all' | 'any'
  readonly hasQuantifier: boolean
  readonly isNegated: boolean
  readonly passesIfMissing: boolean
  readonly compare: Compare
}

const compareTexts =
  (equal: (left: string, right: string) => boolean): Compare =>
  (wanted, actual, context) => {
    const text = expandToText(wanted, context)
    return text === undefined ? undefined : equal(text, actual)
  }

const compareGlob: Compare = (wanted, actual, context) => {
  const glob = expandToGlob(wanted, context)
  return glob === undefined ? undefined : matchesGlob(glob, actual)
}

const equalIgnoringCase = (left: string, right: string): boolean =>
  left.toLowerCase() === right.toLowerCase()

// Dual-stack listeners show IPv4 callers as ::ffff:a.b.c.d.
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

const compareAddress: Compare = (wanted, actual, context) => {
  const [network = '', bits, ...rest] = (expandToText(wanted, context) ?? '').split('/')
  const address = unmapped(actual)
  if (isIP(network) === 0 || isIP(address) === 0 || rest.length > 0) return undefined
  const longest = isIPv4(network) ? 32 : 128
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= longest)) return undefined
  if (familyOf(network) !== familyOf(address)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits ?? longest), familyOf(network))
  return list.check(address, familyOf(address))
}

const COMPARISONS: ReadonlyMap<string, Compare> = new Map([
  ['StringEquals', compareTexts((left, right) => left === right)],
  ['StringEqualsIgnoreCase', compareTexts(equalIgnoringCase)],
  ['StringLike', compareGlob],
  // IAM treats ArnEquals and ArnLike alike: both take wildcards.
  ['ArnEquals', compareGlob],
  ['ArnLike', compareGlob],
  ['Bool', compareTexts(equalIgnoringCase)],
  ['IpAddress', compareAddress],
])

const NEGATIONS: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NotIpAddress', 'IpAddress'],
])

/** Reads the name of a condition operator; undefined if it is not one that is emulated. */
export const parseConditionOperator = (name: string): ConditionOperator | undefined => {
  const [, set, bare = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? []
  const positive = NEGATIONS.get(bare)
  const compare = COMPARISONS.get(positive ?? bare)
  if (compare === undefined) return undefined
  return {
    quantifier: set === 'ForAllValues' ? 'all' : 'any',
    hasQuantifier: set !== undefined,
    isNegated: positive !== undefined,
    passesIfMissing: ifExists !== undefined,
    compare,
  }
}
