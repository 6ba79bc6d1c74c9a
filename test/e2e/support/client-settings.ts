import { inject } from 'vitest'
import type { Sim } from './aws.ts'

/** The environment that examples/ take their settings from. */
export const clientSettings = ({ address }: Sim): Readonly<Record<string, string>> => {
  const { onboardingUrl, rootCa, iot } = inject('stack')
  return {
    ONBOARDING_URL: onboardingUrl,
    ROOT_CA: rootCa,
    IOT_PORT: String(iot.port),
    SIM_ADDRESS: address,
  }
}
