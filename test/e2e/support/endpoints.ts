import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const address = z.object({ host: z.string(), port: z.number().int() })

const endpointsFile = z.object({
  onboardingUrl: z.url(),
  iot: address,
  /** A file, as seen from where the deployment was started. */
  rootCa: z.string(),
  region: z.string(),
  authorizerName: z.string(),
  sims: z.array(z.object({ iccid: z.string(), address: z.string() })).min(8),
  /** Plain MQTT that sees every message. */
  tap: address,
  /** One endpoint for every AWS API. */
  aws: z.object({
    endpoint: z.url(),
    region: z.string(),
    functions: z.object({ inventorySync: z.string().optional() }),
  }),
})

export type Endpoints = z.infer<typeof endpointsFile>

/** Reads what a deployment, started in the same directory as the tests, says of itself. */
export const readEndpoints = (file: string): Endpoints => {
  const endpoints = endpointsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { ...endpoints, rootCa: resolve(endpoints.rootCa) }
}
