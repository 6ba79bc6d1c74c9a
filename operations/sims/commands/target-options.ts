import type { Command } from 'commander'
import type { TargetFlags } from '../target.ts'

export interface CommonFlags extends TargetFlags {
  readonly json?: true
}

/** Which deployment: the same for every command. */
export const withDeployment = (command: Command): Command =>
  command
    .option('--stage <stage>', 'the deployment, such as prod')
    .option('--region <region>', 'where it is; without it that of your AWS profile')
    .option('--local', 'instead, the local stack of npm start')
    .option('--dir <dir>', 'where that stack keeps its files, if not in .local')

/** Which deployment, and for whom the output is. */
export const withTarget = (command: Command): Command =>
  withDeployment(command).option('--json', 'JSON on stdout, for scripts')
