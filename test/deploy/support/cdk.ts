import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { REPOSITORY } from '../../e2e/support/local-stack.ts'
import { ACCOUNT, CREDENTIALS } from './account.ts'

export type Context = Readonly<Record<string, string>>

export interface CdkOptions {
  /** Instead of AWS. */
  readonly endpointUrl: string
  /** Holds what the CLI writes. */
  readonly directory: string
}

export interface CdkRun {
  /** The folder with `cdk.json`. @default this repository */
  readonly app?: string
  readonly context?: Context
}

/** The genuine CDK CLI, which knows nothing of its user. */
export type Cdk = (args: readonly string[], run?: CdkRun) => Promise<string>

const CLI = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk')

/** The CLI cuts `-c` values at the first line break; it reads the context of a user's `~/.cdk.json` whole. */
const isMultiLine = ([, value]: readonly [string, string]): boolean => value.includes('\n')

const environmentOf = ({ endpointUrl }: CdkOptions, home: string) => ({
  PATH: [dirname(process.execPath), join(REPOSITORY, 'node_modules/.bin'), '/usr/bin', '/bin'].join(
    delimiter,
  ),
  HOME: home,
  TMPDIR: home,
  AWS_ENDPOINT_URL: endpointUrl,
  AWS_REGION: ACCOUNT.region,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_CONFIG_FILE: join(home, 'no-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  NO_COLOR: '1',
  // Progress goes to stdout, line by line.
  CI: 'true',
})

/** @returns a function that runs the CLI to its end and throws with all it printed if that is not success. */
export const createCdk =
  (options: CdkOptions): Cdk =>
  async (args, { app = REPOSITORY, context = {} } = {}) => {
    const home = join(options.directory, 'home')
    const settings = Object.entries(context)
    mkdirSync(home, { recursive: true })
    writeFileSync(
      join(home, '.cdk.json'),
      JSON.stringify({ context: Object.fromEntries(settings.filter(isMultiLine)) }),
    )
    const flags = settings
      .filter((setting) => !isMultiLine(setting))
      .flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(
      process.execPath,
      [CLI, ...args, ...flags, '--no-notices', '--output', join(options.directory, 'cdk.out')],
      { cwd: app, env: environmentOf(options, home), stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      }),
    ])
    if (code === 0) return `${output}${errors}`
    throw new Error(
      `expected cdk ${args.join(' ')} to end with 0, got ${code}:\n${output}${errors}`,
    )
  }
