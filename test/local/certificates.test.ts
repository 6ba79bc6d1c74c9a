import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCertificates } from '../../local/certificates.ts'

describe('createCertificates', () => {
  it('issues a certificate for every host, from a root that a strict client accepts', async () => {
    const { rootCaPem, serverCertPem } = await createCertificates(['localhost', '127.0.0.1', '::1'])
    const root = new X509Certificate(rootCaPem)
    const server = new X509Certificate(serverCertPem)

    expect(server.verify(root.publicKey)).toBe(true)
    expect(server.checkIssued(root)).toBe(true)
    expect([root.ca, server.ca]).toEqual([true, false])
    expect(server.checkHost('localhost')).toBe('localhost')
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(server.checkIP('::1')).toBe('::1')
    expect(server.checkHost('elsewhere')).toBeUndefined()
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  it('is valid now and for a year', async () => {
    const now = Date.UTC(2026, 0, 1)

    const { serverCertPem } = await createCertificates(['localhost'], now)

    const { validFromDate, validToDate } = new X509Certificate(serverCertPem)
    expect(validFromDate.getTime()).toBeLessThan(now)
    expect(validToDate.getTime()).toBe(now + 365 * 86_400_000)
  })

  it('makes new keys each time', async () => {
    const [one, other] = await Promise.all([createCertificates(['a']), createCertificates(['a'])])

    expect(one.serverKeyPem).not.toBe(other.serverKeyPem)
    expect(one.rootCaPem).not.toBe(other.rootCaPem)
  })
})
