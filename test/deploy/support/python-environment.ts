import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../../e2e/support/local-stack.ts'

const REQUIREMENTS = join(REPOSITORY, 'test', 'deploy', 'emulator-requirements.txt')
const ENVIRONMENT = join(REPOSITORY, '.venv', 'emulator')
/** Says for which requirements the environment was made. */
const MARKER = join(ENVIRONMENT, 'requirements.txt')

const hasVenv = (): boolean =>
  spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0

const run = (command: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`expected ${command} to end with 0, got ${status}: ${stderr}`)
}

const isUpToDate = (): boolean =>
  existsSync(MARKER) && readFileSync(MARKER, 'utf8') === readFileSync(REQUIREMENTS, 'utf8')

/**
 * Installs the emulator into a virtual environment of the repository, once.
 *
 * @returns the folder with its programs, or undefined if this machine has no Python to do it with
 */
export const installEmulator = (): string | undefined => {
  if (!isUpToDate()) {
    if (!hasVenv()) return undefined
    run('python3', ['-m', 'venv', '--clear', ENVIRONMENT])
    run(join(ENVIRONMENT, 'bin', 'pip'), [
      ...['install', '--quiet', '--disable-pip-version-check', '--no-deps'],
      ...['--requirement', REQUIREMENTS],
    ])
    writeFileSync(MARKER, readFileSync(REQUIREMENTS))
  }
  return join(ENVIRONMENT, 'bin')
}
