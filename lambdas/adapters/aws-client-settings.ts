/**
 * Settings of the AWS clients on the path of a device: two tries, each bounded, so that a store that hangs is
 * answered with 503 before the function's own timeout. Milliseconds.
 */
export const hotPathClient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
}
