import { setTimeout as sleep } from 'node:timers/promises'
import { STSClient } from '@aws-sdk/client-sts'
import { Command } from 'commander'
import { callerIdentity } from '../adapters/caller-identity.ts'
import { askForWord } from '../confirm.ts'
import { parseStage } from '../deployment.ts'
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
  .option('--resume', 'instead of removing it, let a deployment go on that a teardown has stopped')

const isAsking = ({ dryRun, yes, resume: isResuming }: Flags): boolean =>
  !dryRun && !yes && !isResuming

const run = async (flags: Flags): Promise<TeardownResult> => {
  if (isAsking(flags) && !process.stdin.isTTY) {
    throw new Error('expected --yes or a terminal to ask at, got neither')
  }
  const sts = new STSClient({ region: flags.region })
  const region = await sts.config.region()
  const deployment = {
    stage: parseStage(flags.stage),
    region,
    accountId: (await callerIdentity(sts)).accountId,
  }
  const aws = createTeardownAws(
    { region, endpointUrl: process.env.AWS_ENDPOINT_URL_IOT_DATA_PLANE },
    sleep,
  )
  if (flags.resume) {
    await resume(aws, await surveyDeployment(aws, deployment), console.log)
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
    say: console.log,
    sleep,
  })
}

try {
  process.exitCode = EXIT_CODES[await run(program.parse().opts<Flags>())]
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  process.exitCode = 1
}
