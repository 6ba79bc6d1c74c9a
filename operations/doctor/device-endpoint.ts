/**
 * Checks where a device would reach IoT Core, long before there is a token that an error could quote.
 *
 * @throws Error that says what a host and port look like
 */
export const parseDeviceEndpoint = (value: string): string => {
  const isHost = /^[\w.-]{1,253}(?::\d{1,5})?$/.test(value) && URL.canParse(`https://${value}`)
  if (isHost) return value
  throw new Error(
    `expected a host such as iot.example.com or localhost:8443, got ${JSON.stringify(value.slice(0, 64))}`,
  )
}

/** @throws Error that says what such a URL looks like */
export const parseOnboardingUrl = (value: string): string => {
  if (/^https?:\/\/[^\s]{1,1000}$/.test(value) && URL.canParse(value)) return value
  throw new Error(
    `expected a URL such as https://sims.example.com/device-api/onboarding/mqtt/tokens, got ${JSON.stringify(value.slice(0, 64))}`,
  )
}
