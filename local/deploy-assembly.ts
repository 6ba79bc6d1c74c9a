import type { AwsAccount } from './aws/account.ts'
import type { LocalServices } from './create-local-services.ts'
import { readCloudAssembly } from './stack/cloud-assembly.ts'
import { createCustomResources } from './stack/custom-resources.ts'
import { createDeployment } from './stack/deployment.ts'
import { createResourceWith } from './stack/resource-providers.ts'
import { createResponseUrls } from './stack/response-urls.ts'

export interface DeployAssemblyOptions {
  /** What `cdk synth` wrote. */
  readonly assemblyDirectory: string
  readonly account: AwsAccount
  readonly services: LocalServices
  readonly onProgress: (message: string) => void
  readonly signal: AbortSignal
}

interface AssemblyOutput {
  readonly stackName: string
  readonly value: string
}

/** The outputs of all stacks by name. */
export type AssemblyOutputs = ReadonlyMap<string, AssemblyOutput>

/** Brings up every stack of a cloud assembly. */
export const deployAssembly = async (options: DeployAssemblyOptions): Promise<AssemblyOutputs> => {
  const { account, services, onProgress, signal } = options
  const { stacks, assetPath } = await readCloudAssembly(options.assemblyDirectory)
  const responseUrls = await createResponseUrls()
  try {
    const customResources = createCustomResources(services.lambda, responseUrls)
    const deployment = createDeployment({
      account,
      createResource: createResourceWith({ ...services, account, customResources, assetPath }),
    })
    const outputs = new Map<string, AssemblyOutput>()
    for (const stack of stacks) {
      signal.throwIfAborted()
      onProgress(`deploying ${stack.stackName}`)
      const { stackName } = stack
      for (const [name, value] of Object.entries(await deployment.deployStack(stack)))
        outputs.set(name, { stackName, value })
    }
    return outputs
  } finally {
    await responseUrls.close()
  }
}

const find = (outputs: AssemblyOutputs, name: string): AssemblyOutput => {
  const output = outputs.get(name)
  if (output === undefined) throw new Error(`expected a stack output ${name}, got none`)
  return output
}

/** An output that has to exist. */
export const requiredOutput = (outputs: AssemblyOutputs, name: string): string =>
  find(outputs, name).value

/** The name of the stack that has an output. */
export const stackWithOutput = (outputs: AssemblyOutputs, name: string): string =>
  find(outputs, name).stackName
