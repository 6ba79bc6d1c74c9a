import { randomUUID } from 'node:crypto'
import { type AwsAccount, arnOf } from '../aws/account.ts'
import type { AssemblyStack } from './cloud-assembly.ts'
import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts'
import { orderByDependencies } from './order.ts'
import type { CreatedResource, ResourceRequest } from './provider.ts'
import { referencedNames } from './references.ts'
import { createStackScope, type SharedOutputs } from './stack-scope.ts'
import type { Template, TemplateResource } from './template.ts'

/** A resource could not be brought up; the message names it. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
}

export type CreateResource = (request: ResourceRequest) => Promise<CreatedResource>

export interface DeploymentOptions {
  readonly account: AwsAccount
  readonly createResource: CreateResource
}

/** The outputs of a stack by name. */
export type StackOutputs = Readonly<Record<string, string>>

export interface Deployment {
  /** Brings up one stack; the stacks that it imports from come first. */
  readonly deployStack: (stack: AssemblyStack) => Promise<StackOutputs>
}

const orderedResources = ({ Resources }: Template): readonly [string, TemplateResource][] => {
  const resources = new Map(Object.entries(Resources))
  const order = orderByDependencies([...resources.keys()], (id) => {
    const resource = resources.get(id)
    for (const dependency of resource?.DependsOn ?? [])
      if (!resources.has(dependency))
        throw new DeploymentError(`expected ${id} to depend on a resource, got ${dependency}`)
    return [...(resource?.DependsOn ?? []), ...referencedNames(resource?.Properties)]
  })
  return order.flatMap((id) => {
    const resource = resources.get(id)
    return resource === undefined ? [] : [[id, resource]]
  })
}

interface StackInProgress {
  readonly stack: AssemblyStack
  readonly stackId: string
  readonly scope: IntrinsicScope
  readonly resources: Map<string, CreatedResource>
}

const createResources = async (
  { stack, stackId, scope, resources }: StackInProgress,
  createResource: CreateResource,
): Promise<void> => {
  const { stackName, template } = stack
  for (const [logicalId, { Type: type, Properties, Condition }] of orderedResources(template)) {
    try {
      if (Condition !== undefined && !scope.condition(Condition)) continue
      const properties = resolveIntrinsics(Properties, scope, 'Properties') as Record<
        string,
        unknown
      >
      resources.set(
        logicalId,
        await createResource({ stackName, stackId, logicalId, type, properties }),
      )
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new DeploymentError(`${stackName}/${logicalId} (${type}): ${reason}`, { cause: error })
    }
  }
}

const publishOutputs = (
  { stack, scope, resources }: StackInProgress,
  { exported, ofStacks }: SharedOutputs,
): StackOutputs => {
  const values = new Map<string, unknown>()
  const shown: Record<string, string> = {}
  for (const [name, { Value, Export, Condition }] of Object.entries(stack.template.Outputs)) {
    if (Condition !== undefined && !scope.condition(Condition)) continue
    const value = resolveIntrinsics(Value, scope, `Outputs.${name}`)
    const isHidden = [...referencedNames(Value)].some((id) => resources.get(id)?.noEcho)
    values.set(name, value)
    shown[name] = isHidden ? '****' : String(value)
    if (Export === undefined) continue
    const exportName = String(resolveIntrinsics(Export.Name, scope, `Outputs.${name}.Export`))
    if (exported.has(exportName))
      throw new DeploymentError(
        `expected a new export name in ${stack.stackName}, got ${exportName}`,
      )
    exported.set(exportName, value)
  }
  ofStacks.set(stack.stackName, values)
  return shown
}

/** CloudFormation for one account, which creates and never updates. */
export const createDeployment = ({ account, createResource }: DeploymentOptions): Deployment => {
  const shared: SharedOutputs = { exported: new Map(), ofStacks: new Map() }
  return {
    deployStack: async (stack) => {
      const { stackName, template } = stack
      const stackId = arnOf(account, 'cloudformation', `stack/${stackName}/${randomUUID()}`)
      const resources = new Map<string, CreatedResource>()
      const scope = createStackScope({ account, stackName, stackId, template, resources, shared })
      const inProgress = { stack, stackId, scope, resources }
      await createResources(inProgress, createResource)
      return publishOutputs(inProgress, shared)
    },
  }
}
