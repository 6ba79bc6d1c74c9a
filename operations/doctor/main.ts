import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { parseStage } from '../deployment.ts'
import { createDoctorAws } from './create-aws.ts'
import { examine } from './doctor.ts'
import { describeFinding } from './finding.ts'

interface Flags {
  readonly stage: string
  readonly region?: string
  readonly json?: true
  readonly onboardingUrl?: string
  readonly deviceEndpoint?: string
}

const program = new Command('npm run doctor --')
  .description('Says what is wrong with a deployment of simpass, or with the account before one.')
  .requiredOption('--stage <stage>', 'which one, such as prod')
  .option('--region <region>', 'where; without it that of your AWS profile')
  .option('--json', 'print one JSON object instead of lines')
  .option('--onboarding-url <url>', 'where devices reach the device API, such as your own domain')
  .option('--device-endpoint <host:port>', 'where devices reach IoT Core, such as your own domain')

try {
  const { stage, region, json, ...rest } = program.parse().opts<Flags>()
  const aws = createDoctorAws(region, sleep)
  const findings = await examine({ aws, stage: parseStage(stage), ...rest })
  const isWell = findings.every(({ result }) => result !== 'problem')
  if (json) console.log(JSON.stringify({ isWell, findings }, undefined, 2))
  else for (const line of findings.flatMap(describeFinding)) console.log(line)
  process.exitCode = isWell ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  process.exitCode = 1
}
