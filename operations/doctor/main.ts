import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { printable } from '../../domain/printable.ts'
import { parseStage } from '../deployment.ts'
import { describeError } from '../describe-error.ts'
import { toJson } from '../to-json.ts'
import { createDoctorAws } from './create-aws.ts'
import { parseDeviceEndpoint, parseOnboardingUrl } from './device-endpoint.ts'
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
  .showHelpAfterError('options come behind --, as in: npm run doctor -- --stage prod')

try {
  const { stage, region, json, onboardingUrl, deviceEndpoint } = program.parse().opts<Flags>()
  process.once('SIGINT', () => {
    console.error('going on until the synthetic SIM is removed; once more ends it at once')
  })
  const findings = await examine({
    aws: createDoctorAws(region, sleep),
    stage: parseStage(stage),
    now: Date.now,
    onboardingUrl: onboardingUrl && parseOnboardingUrl(onboardingUrl),
    deviceEndpoint: deviceEndpoint && parseDeviceEndpoint(deviceEndpoint),
  })
  const isWell = findings.every(({ result }) => result !== 'problem')
  if (json) console.log(toJson({ isWell, findings }, { indent: 2 }))
  else for (const line of findings.flatMap(describeFinding)) console.log(printable(line))
  process.exitCode = isWell ? 0 : 1
} catch (error) {
  console.error(describeError(error))
  process.exitCode = 1
}
