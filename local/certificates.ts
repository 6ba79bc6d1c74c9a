import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

/** PEM texts of a root CA and of a server's key and certificate. */
export interface Certificates {
  readonly rootCaPem: string
  readonly serverKeyPem: string
  readonly serverCertPem: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000
/** Clocks of devices and containers may be a little behind. */
const BACKDATED_MS = DAY_MS
const VALID_MS = 365 * DAY_MS

const generateKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

const validity = (now: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(now - BACKDATED_MS),
  notAfter: new Date(now + VALID_MS),
})

const createRoot = async (
  keys: webcrypto.CryptoKeyPair,
  now: number,
): Promise<x509.X509Certificate> =>
  x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=simpass local root CA,O=simpass',
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(now),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })

const createLeaf = async (
  hosts: readonly string[],
  root: x509.X509Certificate,
  rootKeys: webcrypto.CryptoKeyPair,
  publicKey: webcrypto.CryptoKey,
  now: number,
): Promise<x509.X509Certificate> =>
  x509.X509CertificateGenerator.create({
    subject: 'CN=simpass local endpoint,O=simpass',
    issuer: root.subject,
    signingKey: rootKeys.privateKey,
    publicKey,
    signingAlgorithm: ALGORITHM,
    ...validity(now),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
      ),
    ],
  })

const privateKeyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

/** Creates a root CA and one server certificate for all the hosts, names and IP addresses, valid for a year. */
export const createCertificates = async (
  hosts: readonly string[],
  now: number = Date.now(),
): Promise<Certificates> => {
  const [rootKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()])
  const root = await createRoot(rootKeys, now)
  const leaf = await createLeaf(hosts, root, rootKeys, serverKeys.publicKey, now)
  return {
    rootCaPem: `${root.toString('pem')}\n`,
    serverKeyPem: `${await privateKeyPem(serverKeys.privateKey)}\n`,
    serverCertPem: `${leaf.toString('pem')}\n`,
  }
}
