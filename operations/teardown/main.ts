import { setTimeout as sleep } from 'node:timers/promises'
import { STSClient } from '@aws-sdk/client-sts'
import { Command, Option } from 'commander'
import { printable } from '../../domain/printable.ts'
import { callerIdentity } from '../adapters/caller-identity.ts'
import { askForWord } from '../confirm.ts'
import { parseStage } from '../deployment.ts'
import { describeError, nextAfterFirstCall } from '../describe-error.ts'
import { createTeardownAws } from './create-aws.ts'
import { resume } from './resume.ts'
import { surveyDeployment } from './survey.ts'
import { type TeardownResult, tearDown } from './teardown.ts'

interface Flags {
  readonly stage: string
  readonly region?: string
  readonly dryRun?: true
  readonly yes?: true
  readonly deleteLeftovers?: true
  readonly resume?: true
}

const EXIT_CODES: Record<TeardownResult, number> = { clean: 0, incomplete: 1, declined: 1 }

const program = new Command('npm run teardown --')
  .description('Removes one deployment of simpass. Interrupted anywhere, run it again.')
  .requiredOption('--stage <stage>', 'which one, such as prod')
  .option('--region <region>', 'where; without it that of your AWS profile')
  .option('--dry-run', 'show what would go, and change nothing')
  .option('--yes', 'do not ask')
  .option('--delete-leftovers', 'also delete what the stacks left over; never kept data')
  .addOption(
    new Option(
      '--resume',
      'instead of removing it, let a deployment go on that a teardown has stopped',
    ).conflicts(['dryRun', 'yes', 'deleteLeftovers']),
  )
  .showHelpAfterError('options come behind --, as in: npm run teardown -- --stage prod')

const isAsking = ({ dryRun, yes, resume: isResuming }: Flags): boolean =>
  !dryRun && !yes && !isResuming

const say = (line: string): void => console.log(printable(line))

const findAccount = async (wanted: string | undefined) => {
  try {
    const sts = new STSClient({ region: wanted })
    const region = await sts.config.region()
    return { region, accountId: (await callerIdentity(sts)).accountId }
  } catch (cause) {
    throw new Error(
      `expected an AWS account, got ${describeError(cause)}; next: ${nextAfterFirstCall(cause)}`,
      { cause },
    )
  }
}

const run = async (flags: Flags): Promise<TeardownResult> => {
  const stage = parseStage(flags.stage)
  if (isAsking(flags) && !process.stdin.isTTY) {
    throw new Error('expected --yes or a terminal to ask at, got neither')
  }
  const deployment = { stage, ...(await findAccount(flags.region)) }
  const { region } = deployment
  process.once('SIGINT', () => {
    console.error(
      'interrupted: run the same command again, or with --resume while no stack is gone',
    )
    process.exit(130)
  })
  const aws = createTeardownAws(
    { region, endpointUrl: process.env.AWS_ENDPOINT_URL_IOT_DATA_PLANE },
    sleep,
  )
  if (flags.resume) {
    await resume(aws, await surveyDeployment(aws, deployment), say)
    return 'clean'
  }
  return tearDown({
    aws,
    deployment,
    isDryRun: flags.dryRun === true,
    deletesLeftovers: flags.deleteLeftovers === true,
    // With --yes alone leftovers are listed: saying yes to the teardown is not saying yes to them.
    isInteractive: isAsking(flags),
    confirm: isAsking(flags) ? askForWord : async () => true,
    say,
    sleep,
  })
}

try {
  const result = await run(program.parse().opts<Flags>())
  if (result === 'declined') say('declined: nothing was changed')
  process.exitCode = EXIT_CODES[result]
} catch (error) {
  const isInterrupted = error instanceof Error && error.name === 'AbortError'
  console.error(isInterrupted ? 'interrupted at the question' : describeError(error))
  process.exitCode = 1
}
