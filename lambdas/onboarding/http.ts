import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import type { CallerEvidence } from '../../domain/caller-address.ts'
import { DomainError } from '../../domain/errors.ts'
import type { SimAddress } from '../../domain/sim-address.ts'
import { type Layout, parseLayout } from '../../domain/username.ts'
import { type DecisionLog, describeError } from '../decision-log.ts'
import { errorResponses, isRefusal } from './error-response.ts'
import type { Onboarded } from './onboard.ts'
import { type IotCoreAccess, passResponse } from './pass-response.ts'

export interface HttpOptions {
  readonly callerAddress: (evidence: CallerEvidence) => SimAddress
  readonly onboard: (address: SimAddress, layout: Layout) => Promise<Onboarded>
  readonly access: IotCoreAccess
  readonly defaultLayout: Layout
  /** Whether the operator is removing this deployment. @default no */
  readonly isStopped?: boolean
  readonly log: DecisionLog
}

/** Every value of a header, whatever letter case the client or proxy wrote its name in. */
const headerValues = ({ multiValueHeaders }: APIGatewayProxyEvent, name: string): string[] =>
  Object.entries(multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, values]) => values ?? [])

const requestedLayout = (event: APIGatewayProxyEvent, defaultLayout: Layout): Layout => {
  const layouts = event.multiValueQueryStringParameters?.layout ?? []
  if (layouts.length > 1) {
    throw new DomainError('INVALID_LAYOUT', `expected one layout, got ${layouts.length}`)
  }
  return layouts.length === 0 ? defaultLayout : parseLayout(layouts[0])
}

/** `GET /device-api/onboarding/mqtt/tokens` as an API Gateway proxy integration. */
export const createHandler = (options: HttpOptions) => {
  const addressOf = (event: APIGatewayProxyEvent) =>
    options.callerAddress({
      sourceIp: event.requestContext.identity.sourceIp,
      header: (name) => headerValues(event, name),
    })

  const addressForLog = (event: APIGatewayProxyEvent) => {
    try {
      return { address: addressOf(event) }
    } catch {
      // The report that follows is about this very error.
      return {}
    }
  }

  const report = (error: unknown, event: APIGatewayProxyEvent): void =>
    options.log({
      event: 'Onboarding',
      outcome: isRefusal(error) ? 'refused' : 'failed',
      reason: error instanceof DomainError ? error.code : 'INTERNAL_ERROR',
      detail: describeError(error),
      requestId: event.requestContext.requestId,
      ...addressForLog(event),
    })

  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(errorResponses(report))
    .handler(async (event) => {
      if (options.isStopped) {
        throw new DomainError('ISSUING_STOPPED', 'expected a deployment that issues, got one going')
      }
      const address = addressOf(event)
      const layout = requestedLayout(event, options.defaultLayout)
      const onboarded = await options.onboard(address, layout)
      const { requestId } = event.requestContext
      const { iccid } = onboarded
      options.log({ event: 'Onboarding', outcome: 'issued', iccid, address, requestId })
      return passResponse(onboarded, options.access, headerValues(event, 'accept').join(', '))
    })
}
