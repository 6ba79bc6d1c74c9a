import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAwsEndpoint } from '../../../local/aws/aws-endpoint.ts'
import { createCertificates } from '../../../local/certificates.ts'
import { createIotCore } from '../../../local/create-iot-core.ts'
import type { GatewayDecision } from '../../../local/iot-core/types.ts'
import { publicHosts } from '../../../local/public-hosts.ts'
import { ACCOUNT } from './account.ts'
import { invokeDeployed } from './invoke-deployed.ts'

/** What the emulator has not: our IoT Core, whose authorizers are functions in the emulator. */
export interface DeployedIotCore {
  /** Control plane and data plane. */
  readonly endpointUrl: string
  readonly devicePort: number
  readonly tapPort: number
  readonly rootCaPem: string
  readonly rootCaFile: string
  /** Every decision so far. */
  readonly decisions: readonly GatewayDecision[]
  readonly close: () => Promise<void>
}

const HOST = '127.0.0.1'

/** Starts it on loopback ports of its own. */
export const startIotCore = async (
  emulatorUrl: string,
  directory: string,
): Promise<DeployedIotCore> => {
  const certificates = await createCertificates(publicHosts(HOST))
  const decisions: GatewayDecision[] = []
  const { gateway, services } = createIotCore({
    account: ACCOUNT,
    certificates,
    host: HOST,
    invoke: invokeDeployed(emulatorUrl),
    onDecision: (decision) => decisions.push(decision),
  })
  const endpoint = createAwsEndpoint(services)
  const rootCaFile = join(directory, 'root-ca.pem')
  writeFileSync(rootCaFile, certificates.rootCaPem)
  return {
    endpointUrl: `http://${HOST}:${await endpoint.listen(0)}`,
    devicePort: (await gateway.listen({ host: HOST, port: 0 })).port,
    tapPort: (await gateway.listenTap({ host: HOST, port: 0 })).port,
    rootCaPem: certificates.rootCaPem,
    rootCaFile,
    decisions,
    close: async () => {
      await gateway.close()
      await endpoint.close()
    },
  }
}
