import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { REPOSITORY } from '../../e2e/support/local-stack.ts'
import { ACCOUNT, CREDENTIALS } from './account.ts'
import type { Deployment } from './deployment.ts'

export interface OperationExit {
  /** Null after a signal. */
  readonly code: number | null
  /** What it printed for programs. */
  readonly stdout: string
  /** That, and what it printed for people. */
  readonly output: string
}

export interface OperationRun {
  /** Kills it with SIGKILL as soon as it prints such a line. */
  readonly killAt?: RegExp
  /** More of its environment. */
  readonly environment?: Readonly<Record<string, string>>
}

/** An operator at the emulator, who has nothing set but this. */
const environmentOf = ({ emulator, iotCore, directory }: Deployment) => ({
  PATH: process.env.PATH ?? '',
  HOME: directory,
  AWS_ENDPOINT_URL: emulator.endpointUrl,
  AWS_ENDPOINT_URL_IOT: iotCore.endpointUrl,
  AWS_ENDPOINT_URL_IOT_DATA_PLANE: iotCore.endpointUrl,
  AWS_REGION: ACCOUNT.region,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  NODE_EXTRA_CA_CERTS: iotCore.rootCaFile,
})

/** Runs one of the operators' commands to its end, without a terminal. */
export const operate = async (
  deployment: Deployment,
  command: 'teardown' | 'doctor' | 'sims',
  args: readonly string[],
  { killAt, environment }: OperationRun = {},
): Promise<OperationExit> => {
  const child = spawn(
    process.execPath,
    [join(REPOSITORY, 'operations', command, 'main.ts'), ...args],
    {
      env: { ...environmentOf(deployment), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const lines: string[] = []
  const printed: string[] = []
  const keep = (line: string): void => {
    lines.push(line)
    if (killAt?.test(line)) child.kill('SIGKILL')
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    printed.push(line)
    keep(line)
  })
  createInterface({ input: child.stderr }).on('line', keep)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout: printed.join('\n'), output: lines.join('\n') }
}
