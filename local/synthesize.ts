import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { text } from 'node:stream/consumers'
import type { AwsAccount } from './aws/account.ts'

export interface SynthesisOptions {
  /** The folder with `cdk.json`. */
  readonly appDirectory: string
  readonly outputDirectory: string
  /** Stands for the home directory, so that nobody's own CDK settings or AWS credentials change what is synthesized. */
  readonly homeDirectory: string
  readonly account: AwsAccount
  /** CDK context, of which multi-line values are allowed. */
  readonly context: Readonly<Record<string, string>>
  /** Where the app and its bundler find programs: a `PATH`. */
  readonly searchPath: string
  readonly signal: AbortSignal
}

/** The app could not be synthesized; the message is what the CDK CLI said. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError'
}

const cdkCommand = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk')

const isMultiLine = (value: string): boolean => /[\r\n]/.test(value)

/** The CLI cuts `-c` values at the first line break; it reads the context of a user's `~/.cdk.json` whole. */
const writeUserContext = async ({ homeDirectory, context }: SynthesisOptions): Promise<void> => {
  const multiLine = Object.entries(context).filter(([, value]) => isMultiLine(value))
  await mkdir(homeDirectory, { recursive: true })
  await writeFile(
    join(homeDirectory, '.cdk.json'),
    JSON.stringify({ context: Object.fromEntries(multiLine) }),
  )
}

const synthArguments = ({ outputDirectory, context }: SynthesisOptions): string[] => [
  'synth',
  '--quiet',
  '--no-notices',
  '--no-lookups',
  '--output',
  resolve(outputDirectory),
  ...Object.entries(context)
    .filter(([, value]) => !isMultiLine(value))
    .flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]

/** Runs the genuine `cdk synth`, which bundles the functions as a deployment would. */
export const synthesize = async (options: SynthesisOptions): Promise<void> => {
  options.signal.throwIfAborted()
  await writeUserContext(options)
  const home = resolve(options.homeDirectory)
  const child = spawn(execPath, [cdkCommand(), ...synthArguments(options)], {
    cwd: options.appDirectory,
    env: {
      // `node` in cdk.json means the one that runs this.
      PATH: [dirname(execPath), options.searchPath].join(delimiter),
      HOME: home,
      USERPROFILE: home,
      AWS_REGION: options.account.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DEFAULT_ACCOUNT: options.account.accountId,
      CDK_DEFAULT_REGION: options.account.region,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the app and its bundler can be stopped with the CLI.
    detached: true,
  })
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  options.signal.addEventListener('abort', stop, { once: true })
  const [output, errors, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<string>((settle, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => settle(signal ?? String(code)))
    }),
  ])
  options.signal.removeEventListener('abort', stop)
  options.signal.throwIfAborted()
  if (exit !== '0')
    throw new SynthesisError(`cdk synth ended with ${exit}\n${output}${errors}`.trimEnd())
}
