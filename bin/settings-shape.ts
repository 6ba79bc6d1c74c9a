import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { DEFAULTS, SESSION_SECONDS } from '../lib/defaults.ts'
import { AUTHORIZER_NAME } from '../lib/iot-authorizer.ts'
import { domain } from './domain-shape.ts'
import { identity } from './identity-shape.ts'
import { inventory, notifications } from './inventory-shape.ts'
import { network } from './network-shape.ts'
import { exactly, fromJson, matching, oneOf, wholeNumber } from './schemas.ts'

const throttling = exactly(
  { ratePerSecond: wholeNumber(1, 10_000), burst: wholeNumber(1, 5_000) },
  '{"ratePerSecond":100,"burst":200}',
)

const tokenClaim = matching('1 to 256 printable ASCII characters without spaces', /^[!-~]{1,256}$/)

const HTTPS_URL = 'an https URL of at most 255 characters without commas, quotes or spaces'

// Small clients split the CSV answer at commas and strip its quotes.
const httpsUrl = z
  .string({ error: HTTPS_URL })
  .refine((url) => /^https:\/\/[^\s,"'\\]{1,247}$/.test(url) && URL.canParse(url), {
    error: HTTPS_URL,
  })

/** Devices of the vendor's own SDK keep the certificate in 2,000 bytes. */
const LONGEST_ROOT_CA = 2000
const ONE_CERTIFICATE = /^-----BEGIN CERTIFICATE-----\s[\w+/=\s]+-----END CERTIFICATE-----\s*$/

const isRootCertificate = (pem: string): boolean => {
  if (pem.length > LONGEST_ROOT_CA || !ONE_CERTIFICATE.test(pem)) return false
  try {
    const certificate = new X509Certificate(pem)
    return certificate.ca && certificate.checkIssued(certificate)
  } catch {
    // Node says only that it could not parse it, which the refusal says better.
    return false
  }
}

const IOT_ENDPOINT_URL = 'an http URL of a loopback address, such as http://127.0.0.1:8080'

/** No function on AWS reaches anything there: by mistake, this setting can only make a deployment fail. */
const isLoopbackUrl = (url: string): boolean =>
  /^http:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}\/?$/.test(url) && URL.canParse(url)

const development = exactly(
  {
    iotEndpointUrl: z
      .string({ error: IOT_ENDPOINT_URL })
      .refine(isLoopbackUrl, { error: IOT_ENDPOINT_URL }),
  },
  '{"iotEndpointUrl":"http://127.0.0.1:8080"}',
)

const ROOT_CA = `one self-signed CA certificate in PEM of at most ${LONGEST_ROOT_CA} characters`
const rootCaPem = z
  .string({ error: ROOT_CA })
  // The CDK CLI cuts the value of `-c` at its first line break, so those may be written as `\n`.
  .transform((pem) => pem.replaceAll(String.raw`\n`, '\n'))
  .refine(isRootCertificate, { error: ROOT_CA })

const sessionSeconds = wholeNumber(SESSION_SECONDS.least, SESSION_SECONDS.most)

/** Our settings in CDK context, each with its rule and its default. */
export const settingsShape = {
  stage: matching(
    '1 to 16 lower-case letters, digits and hyphens that begin with a letter',
    /^[a-z][a-z0-9-]{0,15}$/,
  ).default('dev'),
  authorizerName: matching(AUTHORIZER_NAME.description, AUTHORIZER_NAME.pattern).optional(),
  tokenLifetimeSeconds: sessionSeconds.default(DEFAULTS.tokenLifetimeSeconds),
  refreshAfterSeconds: sessionSeconds.default(DEFAULTS.refreshAfterSeconds),
  defaultLayout: oneOf(['standard', 'compact']).default(DEFAULTS.defaultLayout),
  identity: fromJson(identity).default({ kind: 'source-address' }),
  network: fromJson(network).default({ kind: 'public' }),
  domain: fromJson(domain).optional(),
  removal: oneOf(['retain', 'destroy']).default('retain'),
  throttling: fromJson(throttling).default(DEFAULTS.throttling),
  inventory: fromJson(inventory).optional(),
  notifications: fromJson(notifications).optional(),
  alarmEmail: z.email({ error: 'an e-mail address' }).optional(),
  tokenIssuer: tokenClaim.optional(),
  tokenAudience: tokenClaim.optional(),
  rootCaUrl: httpsUrl.optional(),
  rootCaPem: rootCaPem.optional(),
  repair: matching('1 to 32 letters and digits', /^[A-Za-z0-9]{1,32}$/).optional(),
  development: fromJson(development).optional(),
}
