import { z } from 'zod'
import type { Pass } from './ports.ts'

const passSchema = z.object({
  username: z.string(),
  clientId: z.string(),
  iotCoreEndpointUrl: z.string(),
})

/** @returns undefined if the body is no pass */
export const parsePass = (body: string): Pass | undefined => {
  try {
    return passSchema.parse(JSON.parse(body))
  } catch {
    // Not quoted anywhere: a body that is almost a pass has a token in it.
    return undefined
  }
}
