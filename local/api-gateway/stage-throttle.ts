import type { Clock } from '../iot-core/clock.ts'
import { TokenBucket } from '../iot-core/token-bucket.ts'
import type { MethodThrottle } from './rest-api.ts'

/** Says whether one more request for a method may pass. */
export type StageThrottle = (httpMethod: string, resourcePath: string) => boolean

const ALL_METHODS = '*'
const ALL_RESOURCES = '/*'

/** Limits the requests of a stage as its method settings say; the most specific setting of a method counts. */
export const createStageThrottle = (
  throttles: readonly MethodThrottle[],
  clock: Clock,
): StageThrottle => {
  const buckets = throttles.map((throttle) => ({
    throttle,
    bucket: new TokenBucket(clock, throttle.ratePerSecond, throttle.burst),
  }))
  const find = (httpMethod: string, resourcePath: string): TokenBucket | undefined =>
    buckets.find(
      ({ throttle }) =>
        throttle.httpMethod === httpMethod && throttle.resourcePath === resourcePath,
    )?.bucket
  return (httpMethod, resourcePath) =>
    (
      find(httpMethod, resourcePath) ??
      find(ALL_METHODS, resourcePath) ??
      find(ALL_METHODS, ALL_RESOURCES)
    )?.tryTake() ?? true
}
