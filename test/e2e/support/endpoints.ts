import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const address = z.object({ host: z.string(), port: z.number().int() })

const endpointsFile = z.object({
  onboardingUrl: z.url(),
  iot: address,
  /** Path of the root CA, as seen from where the deployment was started. */
  rootCa: z.string(),
  region: z.string(),
  authorizerName: z.string(),
  sims: z.array(z.object({ iccid: z.string(), address: z.string() })).min(8),
  /** Plain MQTT that sees every message. */
  tap: address,
  /** One endpoint for every AWS API. */
  aws: z.object({ endpoint: z.url() }),
})

export type Endpoints = z.infer<typeof endpointsFile>

/** Reads what a deployment says of itself; the path of its root CA becomes absolute. */
export const readEndpoints = (file: string, startedIn: string): Endpoints => {
  const endpoints = endpointsFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { ...endpoints, rootCa: resolve(startedIn, endpoints.rootCa) }
}
