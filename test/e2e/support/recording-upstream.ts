import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCertificates } from '../../../local/certificates.ts'

export interface ReceivedRequest {
  readonly method: string | undefined
  /** As it came, without any normalization. */
  readonly target: string | undefined
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>
  readonly body: string
}

/** Stands where the device API is, and keeps what a proxy sends there. */
export const startRecordingUpstream = async (dir: string) => {
  const { rootCaPem, serverCertPem, serverKeyPem } = await createCertificates(['localhost'])
  const rootCa = join(dir, 'upstream-root.pem')
  writeFileSync(rootCa, rootCaPem)
  const requests: ReceivedRequest[] = []
  const server = createServer(
    { cert: serverCertPem, key: serverKeyPem },
    async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      const { method, url: target, headersDistinct: headers } = request
      requests.push({ method, target, headers, body })
      response.end('{}')
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`https://localhost:${port}/device-api/onboarding/mqtt/tokens`),
    /** File with the root that its certificate chains to. */
    rootCa,
    requests,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
