import type { Deployment } from './deployment.ts'
import { type OperationExit, operate } from './operation.ts'

/** `npm run sims` at the deployment, as an operator at AWS runs it. */
export const runSims = (
  deployment: Deployment,
  ...args: readonly string[]
): Promise<OperationExit> => operate(deployment, 'sims', [...args, '--stage', 'trial'])

/** The objects that it printed, one a line. */
export const jsonLines = ({ stdout }: OperationExit): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
