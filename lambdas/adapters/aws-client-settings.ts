/**
 * Settings of the AWS clients on the path of a device: two tries, each bounded, so that a store that hangs is
 * known by its reason before the authorizer's own 4 s are over. Milliseconds.
 */
export const hotPathClient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
}
