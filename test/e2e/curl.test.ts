import { describe, expect, inject, it } from 'vitest'
import { clientSettings } from './support/client-settings.ts'
import { credentialsIn, queryOf } from './support/credentials.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { runClient } from './support/run-client.ts'
import { openTap } from './support/tap.ts'

const { onboardingUrl, rootCa, iot, sims } = inject('stack')

describe.skipIf(!inject('clients').curl)('curl', () => {
  it('onboards as the page of the vendor writes it', async () => {
    const { code, stdout } = await runClient('curl', [
      '-i',
      '-s',
      '--cacert',
      rootCa,
      onboardingUrl,
    ])

    expect(code).toBe(0)
    expect(stdout).toMatch(/^HTTP\/\S+ 200/)
    const body = stdout.slice(stdout.indexOf('\r\n\r\n') + 4)
    expect(body.replaceAll(/"(username|iotCoreEndpointUrl|amazonRootCaUrl)":"[^"]+"/g, '$1')).toBe(
      `{username,iotCoreEndpointUrl,amazonRootCaUrl,"clientId":"${sims[0]?.iccid}"}`,
    )
  })

  it('is another SIM when it calls from another address', async () => {
    const address = '127.0.0.3'

    const { stdout } = await runClient('curl', [
      ...['-s', '--interface', address, '--cacert', rootCa, onboardingUrl],
    ])

    const sim = sims.find((candidate) => candidate.address === address)
    expect(JSON.parse(stdout).clientId).toBe(sim?.iccid)
    expect(sim?.iccid).not.toBe(sims[0]?.iccid)
  })

  it('publishes with the line of the vendor, its stray comma included', async () => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)
    const { username, clientId } = await onboard(sim.address)
    const query = username.slice(username.indexOf('?') + 1)
    const line = `curl -i -s --cacert '${rootCa}' -X POST 'https://${iot.host}:${iot.port}/topics/${clientId}/messages?qos=1&${query}' \\
-H 'username: ${username}', \\
-H 'clientId: ${clientId}' \\
-d '{"data": "Lorem Ipsum"}'`

    const { stdout } = await runClient('sh', ['-c', line])

    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    const requestId = /^x-amzn-requestid: ([0-9a-f-]{36})\r?$/im.exec(head)?.[1]
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toMatch(/^content-type: application\/json\r?$/im)
    expect(head).toMatch(/^content-length: 65\r?$/im)
    expect(body).toBe(`{"message":"OK","traceId":"${requestId}"}`)
    const message = await tap.next(`${sim.iccid}/messages`)
    expect(message.payload).toBe('{"data": "Lorem Ipsum"}')
  })

  it('publishes with the credentials in headers instead', async () => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)
    const { signature, token, authorizerName } = credentialsIn(
      (await onboard(sim.address)).username,
    )
    const headers = [
      `x-amz-customauthorizer-name: ${authorizerName}`,
      `X-Amz-CustomAuthorizer-Signature: ${signature}`,
      `Token: ${token}`,
    ]

    const { code } = await runClient('curl', [
      ...['-s', '--fail', '--cacert', rootCa, '--data-binary', 'hello'],
      ...headers.flatMap((header) => ['-H', header]),
      `https://${iot.host}:${iot.port}/topics/${sim.iccid}%2Ftest?qos=1`,
    ])

    expect(code).toBe(0)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })

  it('publishes with a compact pass', async () => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)
    const credentials = credentialsIn((await onboard(sim.address, 'compact')).username)

    const { code } = await runClient('curl', [
      ...['-s', '--fail', '--cacert', rootCa, '-d', 'hello'],
      `https://${iot.host}:${iot.port}/topics/${sim.iccid}/test?qos=1&${queryOf(credentials)}`,
    ])

    expect(code).toBe(0)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })
})

describe.skipIf(!inject('clients').curl)('examples/curl', () => {
  it('onboards as CSV', async () => {
    const sim = await newSim()

    const { code, stdout } = await runClient('examples/curl/onboard.sh', ['csv', 'compact'], {
      env: clientSettings(sim),
    })

    expect(code).toBe(0)
    expect(stdout).toContain(`","${sim.iccid}","${iot.host}","`)
  })

  it('publishes', async () => {
    const sim = await newSim()
    const tap = await openTap(`${sim.iccid}/#`)

    const { code, stdout } = await runClient('examples/curl/publish.sh', ['test', 'hello'], {
      env: clientSettings(sim),
    })

    expect(code).toBe(0)
    expect(stdout).toMatch(/^{"message":"OK","traceId":"[0-9a-f-]{36}"}\n$/)
    expect((await tap.next(`${sim.iccid}/test`)).payload).toBe('hello')
  })
})
