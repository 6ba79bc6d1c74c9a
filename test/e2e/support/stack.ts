import { readFileSync, rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { type Endpoints, readEndpoints } from './endpoints.ts'
import { findInstalledClients, type InstalledClients } from './installed-clients.ts'
import { startLocalStack } from './local-stack.ts'

/** What the tests talk to. */
export interface StackUnderTest extends Endpoints {
  /** PEM. */
  readonly rootCaPem: string
  /** What the deployment prints; absent if somebody else started it. */
  readonly outputFile?: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly stack: StackUnderTest
    readonly clients: InstalledClients
  }
}

const provide = (project: TestProject, endpoints: Endpoints, outputFile?: string): void =>
  project.provide('stack', {
    ...endpoints,
    rootCaPem: readFileSync(endpoints.rootCa, 'utf8'),
    ...(outputFile === undefined ? {} : { outputFile }),
  })

/** Every JWT starts so: base64url of `{"`. */
const JWT_START = /eyJ/

/**
 * Starts the stack through `npm start`'s own entry, once for all tests, and sees that it stops cleanly and
 * printed no token. With SIMPASS_ENDPOINTS, the path of an endpoints.json, the tests go to that deployment instead.
 */
export const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  project.provide('clients', findInstalledClients(Boolean(process.env.CI)))
  const elsewhere = process.env.SIMPASS_ENDPOINTS
  if (elsewhere !== undefined) {
    provide(project, readEndpoints(elsewhere))
    return undefined
  }
  const { dir, endpoints, interrupt, output, outputFile } = await startLocalStack()
  provide(project, endpoints, outputFile)
  return async () => {
    const { code, signal } = await interrupt()
    if (code !== 0) throw new Error(`expected exit 0 after SIGINT, got ${code ?? signal}`)
    if (JWT_START.test(output())) throw new Error(`expected no token in ${outputFile}, got one`)
    rmSync(dir, { recursive: true })
  }
}
