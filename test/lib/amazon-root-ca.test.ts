import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { AMAZON_ROOT_CA_1 } from '../../lib/amazon-root-ca.ts'

describe('AMAZON_ROOT_CA_1', () => {
  it('is the certificate that Amazon Trust Services publishes the fingerprint of', () => {
    const { subject, fingerprint256 } = new X509Certificate(AMAZON_ROOT_CA_1.pem)

    expect(subject).toContain('CN=Amazon Root CA 1')
    expect(fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
      '8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e',
    )
  })
})
