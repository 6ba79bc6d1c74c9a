import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoSim } from './demo-inventory.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** Where everything is, for scripts and tests. */
export interface Endpoints {
  readonly onboardingUrl: string
  readonly iot: Address
  /** The file with the root certificate. */
  readonly rootCa: string
  readonly region: string
  readonly authorizerName: string
  readonly sims: readonly DemoSim[]
  /** The AWS APIs behind it, for SDKs and the AWS CLI; any credentials will do. */
  readonly aws: {
    readonly endpoint: string
    readonly region: string
    /** The name of the stack with the tables. */
    readonly deployment: string
    readonly tables: {
      readonly sims: string
      readonly simAddresses: string
      readonly inventoryRuns: string
    }
    /** Functions that people invoke themselves, by name. */
    readonly functions: {
      /** Absent without the setting `inventory`. */
      readonly inventorySync?: string
    }
  }
  readonly tap: Address
}

const fileIn = (directory: string): string => join(directory, 'endpoints.json')

/** Its presence says that the stack is up. */
export const writeEndpointsFile = (directory: string, endpoints: Endpoints): Promise<void> =>
  writeFile(fileIn(directory), `${JSON.stringify(endpoints, null, 2)}\n`)

export const removeEndpointsFile = (directory: string): Promise<void> =>
  rm(fileIn(directory), { force: true })
