import type { AwsAccount } from '../aws/account.ts'
import { createConditions } from './conditions.ts'
import { type IntrinsicScope, NO_VALUE } from './intrinsics.ts'
import type { CreatedResource } from './provider.ts'
import type { Template } from './template.ts'

/** What stacks of one account know of each other. */
export interface SharedOutputs {
  /** Values by export name. */
  readonly exported: Map<string, unknown>
  /** Outputs by stack name. */
  readonly ofStacks: Map<string, ReadonlyMap<string, unknown>>
}

export interface StackScopeOptions {
  readonly account: AwsAccount
  readonly stackName: string
  readonly stackId: string
  readonly template: Template
  /** Filled while the stack comes up. */
  readonly resources: ReadonlyMap<string, CreatedResource>
  readonly shared: SharedOutputs
}

const lookUp = <Value>(values: ReadonlyMap<string, Value>, name: string, what: string): Value => {
  const value = values.get(name)
  if (value === undefined) throw new Error(`expected an existing ${what}, got ${name}`)
  return value
}

const pseudoParametersOf = ({ account, stackName, stackId }: StackScopeOptions) =>
  new Map<string, unknown>([
    ['AWS::AccountId', account.accountId],
    ['AWS::NoValue', NO_VALUE],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', account.partition],
    ['AWS::Region', account.region],
    ['AWS::StackId', stackId],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])

const parameterValue = ({ Parameters }: Template, name: string): unknown => {
  const parameter = Parameters[name]
  if (parameter === undefined)
    throw new Error(`expected a resource, a parameter or a pseudo parameter, got ${name}`)
  // The values of SSM parameters are in a store that is not emulated.
  if (parameter.Default === undefined || parameter.Type.startsWith('AWS::SSM::'))
    throw new Error(`expected parameter ${name} to have a value, got ${parameter.Type} without one`)
  return parameter.Default
}

const attributeOf = ({ attributes }: CreatedResource, id: string, name: string): unknown => {
  if (Object.hasOwn(attributes, name)) return attributes[name]
  const known = Object.keys(attributes).join(', ') || 'none'
  throw new Error(`expected an attribute of ${id} (it has ${known}), got ${name}`)
}

/** What the intrinsic functions of one stack see. */
export const createStackScope = (options: StackScopeOptions): IntrinsicScope => {
  const { template, resources, shared } = options
  const pseudoParameters = pseudoParametersOf(options)
  const scope: Omit<IntrinsicScope, 'condition'> = {
    ref: (name) =>
      pseudoParameters.get(name) ?? resources.get(name)?.ref ?? parameterValue(template, name),
    getAtt: (id, name) => attributeOf(lookUp(resources, id, 'resource'), id, name),
    importValue: (name) => lookUp(shared.exported, name, 'export'),
    stackOutput: (stackName, name) =>
      lookUp(lookUp(shared.ofStacks, stackName, 'stack'), name, `output of ${stackName}`),
  }
  return { ...scope, condition: createConditions(template.Conditions, scope) }
}
