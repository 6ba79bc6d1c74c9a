import { createFrontDoor } from './api-gateway/front-door.ts'
import type { AwsAccount } from './aws/account.ts'
import { bindPort } from './bind-port.ts'
import type { Certificates } from './certificates.ts'
import type { Closers } from './closers.ts'
import type { CommandLine } from './command-line.ts'
import { connectionBudget } from './connection-budget.ts'
import type { LocalServices } from './create-local-services.ts'

export interface FrontDoorsOptions
  extends Pick<CommandLine, 'host' | 'iotPort' | 'apiPort' | 'tapPort'> {
  readonly account: AwsAccount
  readonly certificates: Certificates
  readonly services: LocalServices
  readonly onProgress: (message: string) => void
}

/** The ports that were bound. */
export interface FrontDoorPorts {
  readonly iot: number
  readonly api: number
  readonly tap: number
}

/** The tap asks for no credentials. */
export const TAP_HOST = '127.0.0.1'
const IOT_FALLBACK_PORT = 4443

/** Of the onboarding API. */
const MOST_CONNECTIONS = 1000
/** So that it takes several addresses to fill the onboarding API. */
const SHARE_OF_ONE_ADDRESS = 1 / 4

/** Opens everything that devices and operators connect to. */
export const openFrontDoors = async (
  options: FrontDoorsOptions,
  closers: Closers,
): Promise<FrontDoorPorts> => {
  const { account, certificates, services, host } = options
  const { gateway } = services
  const connections = connectionBudget(MOST_CONNECTIONS)
  const api = createFrontDoor({
    ...services,
    account,
    tls: { key: certificates.serverKeyPem, cert: certificates.serverCertPem },
    rootCaPem: certificates.rootCaPem,
    limits: {
      connections,
      connectionsPerAddress: Math.ceil(connections * SHARE_OF_ONE_ADDRESS),
    },
  })
  closers.add(api.close)
  return {
    api: await bindPort({ host, choice: options.apiPort, option: 'api-port', listen: api.listen }),
    iot: await bindPort({
      host,
      choice: options.iotPort,
      option: 'iot-port',
      fallbackPort: IOT_FALLBACK_PORT,
      listen: async (address) => (await gateway.listen(address)).port,
      onFallback: options.onProgress,
    }),
    tap: await bindPort({
      host: TAP_HOST,
      choice: options.tapPort,
      option: 'tap-port',
      listen: async (address) => (await gateway.listenTap(address)).port,
    }),
  }
}
