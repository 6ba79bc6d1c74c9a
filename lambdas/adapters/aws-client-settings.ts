/**
 * Settings of the AWS clients on the path of a device: two tries, each bounded, so that a store that hangs is
 * known by its reason before the authorizer's own 4 s are over. Milliseconds.
 */
export const hotPathClient = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
}

/**
 * Settings of the AWS clients of work that nobody waits for: what hangs is tried again, and throttling slows all calls
 * of a client down instead of failing some. Milliseconds.
 */
export const backgroundClient = {
  maxAttempts: 10,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true },
}

/**
 * Those of a DynamoDB client that writes a whole inventory. Nothing adds middleware to it between two calls, so that what
 * the SDK makes of each kind of command may be kept.
 */
export const inventoryClient = { ...backgroundClient, cacheMiddleware: true }
