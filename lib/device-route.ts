/** The path that the vendor's clients call; API Gateway puts the name of the stage first. */
export const DEVICE_ROUTE = {
  stageName: 'device-api',
  method: 'GET',
  path: 'onboarding/mqtt/tokens',
} as const
