import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { REPOSITORY } from '../../e2e/support/local-stack.ts'
import { ACCOUNT } from './account.ts'
import { type CdkRun, type Context, createCdk } from './cdk.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { type DeployedIotCore, startIotCore } from './iot-core.ts'

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()))

/** One account at the emulator, with our IoT Core beside it, and the CLI that deploys to it. */
export interface Deployment {
  readonly directory: string
  readonly emulator: Emulator
  readonly iotCore: DeployedIotCore
  /** The settings that say where our IoT Core is. */
  readonly context: Readonly<Record<string, string>>
  /** Runs `cdk` with that context and more of it. */
  readonly cdk: (args: readonly string[], run?: CdkRun) => Promise<string>
  /** Runs `cdk deploy --all`. */
  readonly deploy: (run?: CdkRun) => Promise<string>
  /** A stack output of the last deployment. */
  readonly output: (name: string) => string
  readonly stop: () => Promise<void>
}

const STAGE = 'trial'

/**
 * Starts an empty account.
 *
 * @param settings what is deployed, unless a run says otherwise
 */
export const startDeployment = async (
  programs: string,
  settings: Context = {},
): Promise<Deployment> => {
  const parent = join(REPOSITORY, '.local')
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(join(parent, 'deploy-'))
  const emulator = await startEmulator(programs, directory)
  const iotCore = await startIotCore(emulator.endpointUrl, directory)
  const context = {
    stage: STAGE,
    removal: 'destroy',
    development: JSON.stringify({ iotEndpointUrl: iotCore.endpointUrl }),
    rootCaUrl: 'https://localhost/root-ca.pem',
    rootCaPem: iotCore.rootCaPem,
    ...settings,
  }
  const run = createCdk({ endpointUrl: emulator.endpointUrl, directory })
  const cdk = (args: readonly string[], { app, context: more }: CdkRun = {}) =>
    run(args, { app, context: { ...context, ...more } })
  const outputs = join(directory, 'outputs.json')
  return {
    directory,
    emulator,
    iotCore,
    context,
    cdk,
    deploy: (options) =>
      cdk(['deploy', '--all', '--require-approval', 'never', '--outputs-file', outputs], options),
    output: (name) => {
      const stacks = outputsFile.parse(JSON.parse(readFileSync(outputs, 'utf8')))
      const value = Object.values(stacks).find((stack) => name in stack)?.[name]
      if (value === undefined) throw new Error(`expected a stack output ${name}, got none`)
      return value
    },
    stop: async () => {
      await iotCore.close()
      await emulator.stop()
    },
  }
}

/** The account as the CLI names it. */
export const ENVIRONMENT = `aws://${ACCOUNT.accountId}/${ACCOUNT.region}`
