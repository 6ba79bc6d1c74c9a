import type { Command } from 'commander'
import type { TargetFlags } from '../target.ts'

export interface CommonFlags extends TargetFlags {
  readonly json?: true
}

/** Which deployment, and for whom the output is: the same for every command. */
export const withTarget = (command: Command): Command =>
  command
    .option('--stage <stage>', 'the deployment, such as prod')
    .option('--region <region>', 'where it is; without it that of your AWS profile')
    .option('--local', 'instead, the local stack of npm start')
    .option('--dir <dir>', 'where that stack keeps its files, if not in .local')
    .option('--json', 'JSON on stdout, for scripts')
