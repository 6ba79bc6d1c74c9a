import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ROOT_CA_PATH } from './api-gateway/front-door.ts'
import type { AwsAccount } from './aws/account.ts'
import type { OnBusActivity } from './aws/events/bus-activity.ts'
import type { FunctionRoles } from './aws/iam/function-roles.ts'
import { type Certificates, createCertificates } from './certificates.ts'
import { Closers } from './closers.ts'
import type { CommandLine } from './command-line.ts'
import { createLocalServices, type LocalServices } from './create-local-services.ts'
import { DEMO_SIMS, seedInventory } from './demo-inventory.ts'
import {
  type AssemblyOutputs,
  deployAssembly,
  requiredOutput,
  stackWithOutput,
} from './deploy-assembly.ts'
import { type Endpoints, removeEndpointsFile, writeEndpointsFile } from './endpoints-file.ts'
import { type FrontDoorPorts, openFrontDoors, TAP_HOST } from './front-doors.ts'
import type { GatewayDecision } from './iot-core/types.ts'
import type { OnFunctionLog } from './lambda/function-definition.ts'
import { publicHost, publicHosts } from './public-hosts.ts'
import { claimFolder } from './stack-folder.ts'
import { synthesize } from './synthesize.ts'

export interface LocalStackOptions extends Omit<CommandLine, 'help'> {
  /** The folder with `cdk.json`. */
  readonly appDirectory: string
  /** Where the synthesis finds programs: a `PATH`. */
  readonly searchPath: string
  /** Told of every step, for people who wait. */
  readonly onProgress: (message: string) => void
  readonly onFunctionLog: OnFunctionLog
  readonly onBusActivity: OnBusActivity
  readonly onDecision: (decision: GatewayDecision) => void
  /** Gives the start up. */
  readonly signal: AbortSignal
}

export interface LocalStack {
  readonly endpoints: Endpoints
  /** What the functions may do, and what came of it. */
  readonly functionRoles: FunctionRoles
  readonly close: () => Promise<void>
}

const ACCOUNT: AwsAccount = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '000000000000',
}

const ROOT_CA_FILE = 'root-ca.pem'

const writeRootCa = async (directory: string, { rootCaPem }: Certificates): Promise<void> => {
  await removeEndpointsFile(directory)
  await writeFile(join(directory, ROOT_CA_FILE), rootCaPem)
}

const synthesizeAndDeploy = async (
  options: LocalStackOptions,
  rootCa: { readonly url: string; readonly pem: string },
  services: LocalServices,
): Promise<AssemblyOutputs> => {
  const { directory, onProgress, signal } = options
  // Functions run in folders of their own, where a relative path would mean another one.
  const assemblyDirectory = resolve(directory, 'cdk.out')
  onProgress('synthesizing the stacks')
  await synthesize({
    ...options,
    outputDirectory: assemblyDirectory,
    homeDirectory: join(directory, 'home'),
    account: ACCOUNT,
    context: { stage: 'local', ...options.context, rootCaUrl: rootCa.url, rootCaPem: rootCa.pem },
  })
  return deployAssembly({ assemblyDirectory, account: ACCOUNT, services, onProgress, signal })
}

const describeAws = (
  { awsEndpointUrl }: LocalServices,
  outputs: AssemblyOutputs,
): Endpoints['aws'] => {
  const inventorySync = outputs.get('InventorySyncFunctionName')?.value
  return {
    endpoint: awsEndpointUrl,
    region: ACCOUNT.region,
    deployment: stackWithOutput(outputs, 'SimsTableName'),
    tables: {
      sims: requiredOutput(outputs, 'SimsTableName'),
      simAddresses: requiredOutput(outputs, 'SimAddressesTableName'),
      inventoryRuns: requiredOutput(outputs, 'InventoryRunsTableName'),
    },
    functions: { ...(inventorySync !== undefined && { inventorySync }) },
  }
}

const describeEndpoints = (
  { host, directory }: LocalStackOptions,
  ports: FrontDoorPorts,
  outputs: AssemblyOutputs,
  aws: Endpoints['aws'],
): Endpoints => {
  const { pathname } = new URL(requiredOutput(outputs, 'OnboardingUrl'))
  return {
    onboardingUrl: `https://${publicHost(host)}:${ports.api}${pathname}`,
    iot: { host: requiredOutput(outputs, 'IotEndpoint'), port: ports.iot },
    rootCa: join(directory, ROOT_CA_FILE),
    region: ACCOUNT.region,
    authorizerName: requiredOutput(outputs, 'AuthorizerName'),
    sims: DEMO_SIMS,
    aws,
    tap: { host: TAP_HOST, port: ports.tap },
  }
}

const start = async (
  options: LocalStackOptions,
  closers: Closers,
): Promise<Omit<LocalStack, 'close'>> => {
  const { directory, host, signal } = options
  closers.add(await claimFolder(directory, process.pid))
  const certificates = await createCertificates(publicHosts(host))
  const services = await createLocalServices(
    { ...options, account: ACCOUNT, certificates },
    closers,
  )
  // Before the synthesis, which takes seconds and needs the port, so that a port in use is told at once.
  const ports = await openFrontDoors(
    { ...options, account: ACCOUNT, certificates, services },
    closers,
  )
  await writeRootCa(directory, certificates)
  const rootCa = {
    url: `https://${publicHost(host)}:${ports.api}${ROOT_CA_PATH}`,
    pem: certificates.rootCaPem,
  }
  const outputs = await synthesizeAndDeploy(options, rootCa, services)
  const aws = describeAws(services, outputs)
  await seedInventory(services.dynamoDb, aws.tables, DEMO_SIMS)
  signal.throwIfAborted()
  const endpoints = describeEndpoints(options, ports, outputs, aws)
  closers.add(() => removeEndpointsFile(directory))
  await writeEndpointsFile(directory, endpoints)
  return { endpoints, functionRoles: services.functionRoles }
}

/** Brings AWS up on this machine from the synthesized templates. */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const closers = new Closers()
  try {
    const started = await start(options, closers)
    return { ...started, close: () => closers.close() }
  } catch (error) {
    await closers.close()
    throw error
  }
}
