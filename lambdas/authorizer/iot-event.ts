import type { IoTCustomAuthorizerEvent, IoTCustomAuthorizerResult } from 'aws-lambda'
import { DomainError, type ErrorCode } from '../../domain/errors.ts'
import { isIccid } from '../../domain/iccid.ts'
import { devicePolicy } from '../../domain/policy.ts'
import { SHORTEST_SESSION_SECONDS, sessionLimits } from '../../domain/session-limits.ts'
import { type DecisionLog, describeError } from '../decision-log.ts'
import type { Credentials, Grant } from './authorize.ts'
import { credentialsOf } from './credentials.ts'

export interface IotEventOptions {
  readonly authorize: (credentials: Credentials) => Promise<Grant>
  /** `arn:<partition>:iot:<region>:<account>` */
  readonly arnPrefix: string
  readonly refreshAfterSeconds: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: DecisionLog
}

/** Failures of our own; any other code is the device's fault. */
const OURS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['STORE_UNAVAILABLE', 'STORE_CORRUPT'])

const isRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && !OURS.has(error.code)

/** Who a refused device says it is: for the operator, who must not take it for who it is. */
const claimedClientId = ({ mqtt }: Credentials) =>
  isIccid(mqtt?.clientId) ? { clientId: mqtt.clientId } : {}

/** AWS ignores all but `isAuthenticated` here, yet wants the fields to be there. */
const refusal: IoTCustomAuthorizerResult = {
  isAuthenticated: false,
  principalId: 'refused',
  policyDocuments: [],
  disconnectAfterInSeconds: SHORTEST_SESSION_SECONDS,
  refreshAfterInSeconds: SHORTEST_SESSION_SECONDS,
}

/**
 * The AWS IoT Core custom authorizer: a device's fault is answered with `isAuthenticated: false`;
 * only our own failure is thrown, which refuses the device as well and counts as an error of the function.
 */
export const createHandler = ({
  authorize,
  arnPrefix,
  refreshAfterSeconds,
  now,
  log,
}: IotEventOptions) => {
  const refuse = (error: unknown, credentials: Credentials): IoTCustomAuthorizerResult => {
    const refused = isRefusal(error)
    log({
      event: 'Authorization',
      outcome: refused ? 'refused' : 'failed',
      reason: error instanceof DomainError ? error.code : 'INTERNAL_ERROR',
      detail: describeError(error),
      ...claimedClientId(credentials),
    })
    if (refused) return refusal
    throw error
  }

  return async (event: IoTCustomAuthorizerEvent): Promise<IoTCustomAuthorizerResult> => {
    const credentials = credentialsOf(event)
    try {
      const { iccid, expiresAt } = await authorize(credentials)
      log({ event: 'Authorization', outcome: 'allowed', iccid })
      return {
        isAuthenticated: true,
        principalId: iccid,
        policyDocuments: [devicePolicy(arnPrefix, iccid)],
        ...sessionLimits(Math.floor(now() / 1000), expiresAt, refreshAfterSeconds),
      }
    } catch (error) {
      return refuse(error, credentials)
    }
  }
}
