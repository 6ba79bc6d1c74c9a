import type { OutgoingHttpHeaders } from 'node:http'
import { inject } from 'vitest'
import { type Answer, exchange } from './https-exchange.ts'

interface Question {
  /** Loopback address to call from: that of a SIM. */
  readonly address: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  /** With its leading `?`. */
  readonly query?: string
  /** Instead of the path of the onboarding URL. */
  readonly path?: string
}

/** Asks the device API from an address; the request has no header but Host and those given. */
export const askDeviceApi = ({ address, query = '', path, ...rest }: Question): Promise<Answer> => {
  const url = new URL(inject('stack').onboardingUrl)
  return exchange({
    host: url.hostname,
    port: url.port,
    path: `${path ?? url.pathname}${query}`,
    localAddress: address,
    ...rest,
  })
}

/** What a device gets when it onboards. */
export interface Pass {
  readonly username: string
  readonly iotCoreEndpointUrl: string
  readonly amazonRootCaUrl: string
  readonly clientId: string
}

/** Onboards the SIM of an address, as JSON. */
export const onboard = async (
  address: string,
  layout: 'standard' | 'compact' = 'standard',
): Promise<Pass> => {
  const { status, body } = await askDeviceApi({ address, query: `?layout=${layout}` })
  if (status !== 200) throw new Error(`expected status 200, got ${status}: ${body}`)
  return JSON.parse(body)
}
