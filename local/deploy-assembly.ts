import type { AwsAccount } from './aws/account.ts'
import type { LocalServices } from './create-local-services.ts'
import { readCloudAssembly } from './stack/cloud-assembly.ts'
import { createCustomResources } from './stack/custom-resources.ts'
import { createDeployment, type StackOutputs } from './stack/deployment.ts'
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

/** Brings up every stack of a cloud assembly. @returns the outputs of all of them. */
export const deployAssembly = async (options: DeployAssemblyOptions): Promise<StackOutputs> => {
  const { account, services, onProgress, signal } = options
  const { stacks, assetPath } = await readCloudAssembly(options.assemblyDirectory)
  const responseUrls = await createResponseUrls()
  try {
    const customResources = createCustomResources(services.lambda, responseUrls)
    const deployment = createDeployment({
      account,
      createResource: createResourceWith({ ...services, account, customResources, assetPath }),
    })
    const outputs: Record<string, string> = {}
    for (const stack of stacks) {
      signal.throwIfAborted()
      onProgress(`deploying ${stack.stackName}`)
      Object.assign(outputs, await deployment.deployStack(stack))
    }
    return outputs
  } finally {
    await responseUrls.close()
  }
}

/** An output that has to exist. */
export const requiredOutput = (outputs: StackOutputs, name: string): string => {
  const value = outputs[name]
  if (value === undefined) throw new Error(`expected a stack output ${name}, got none`)
  return value
}
