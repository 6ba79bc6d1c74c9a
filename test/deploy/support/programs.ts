import { findInstalledClients } from '../../e2e/support/installed-clients.ts'
import { installEmulator } from './python-environment.ts'

/** Looks for what the test drives. @returns the emulator's folder; without it a line says why the tests are skipped, and under CI it throws */
export const requirePrograms = (isCi: boolean): string | undefined => {
  const { mosquitto } = findInstalledClients(isCi)
  const programs = mosquitto ? installEmulator() : undefined
  if (programs === undefined && isCi)
    throw new Error('expected python3 with venv under CI, got none')
  if (programs === undefined)
    console.log('skipped: test:deploy, which needs python3 with venv, and mosquitto-clients')
  return programs
}
