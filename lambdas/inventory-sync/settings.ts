import * as z from 'zod'

const isLoopback = ({ hostname }: URL): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

/** Credentials go there: nothing but TLS, except on this machine, and no second pair of credentials in the URL. */
const apiUrl = z
  .url({ protocol: /^https?$/ })
  .transform((text) => new URL(text))
  .refine((url) => url.protocol === 'https:' || isLoopback(url), 'expected https')
  .refine((url) => !url.username && !url.password && !url.search && !url.hash, {
    message: 'expected no credentials, query or fragment',
  })
  .transform(({ href }) => href.replace(/\/+$/, ''))

const name = z.string().min(1)

const common = z.object({
  SIMS_TABLE: name,
  SIM_ADDRESSES_TABLE: name,
  INVENTORY_RUNS_TABLE: name,
  DEPLOYMENT: name,
  MAX_SHRINK_SHARE: name.transform(Number).pipe(z.number().min(0).max(1)),
  // Lambda's own, in megabytes.
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: name.transform(Number).pipe(z.int().min(1)).default(1024),
  // Where all of AWS is one endpoint, the data plane is there too, unless it has one of its own.
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_IOT_DATA_PLANE: z.url().optional(),
})

const environmentShape = z.discriminatedUnion('INVENTORY_KIND', [
  common.extend({
    INVENTORY_KIND: z.literal('1nce'),
    INVENTORY_URL: apiUrl,
    INVENTORY_CREDENTIALS_SECRET_ARN: name,
    ICCID_FORM: z.enum(['iccid', 'iccid_with_luhn']),
  }),
  common.extend({
    INVENTORY_KIND: z.literal('s3-csv'),
    INVENTORY_BUCKET: name,
    INVENTORY_KEY: name,
  }),
])

/** Where the inventory is. */
export type SourceSettings =
  | {
      readonly kind: '1nce'
      readonly url: string
      readonly credentialsSecretArn: string
      readonly iccidForm: 'iccid' | 'iccid_with_luhn'
    }
  | { readonly kind: 's3-csv'; readonly bucket: string; readonly key: string }

export interface SyncSettings {
  readonly simsTable: string
  readonly simAddressesTable: string
  readonly runsTable: string
  readonly deployment: string
  readonly maxShrinkShare: number
  /** The most that fit into the function. */
  readonly maxSims: number
  readonly dataPlaneUrl?: string
  readonly source: SourceSettings
}

/** In the inventory, listed twice, and in both tables. */
const KILOBYTES_A_SIM = 3
/** What the process needs before the first SIM; docs/capacity.md has both measured. */
const MEGABYTES_WITHOUT_SIMS = 256

const maxSimsIn = (megabytes: number): number =>
  Math.max(0, Math.floor(((megabytes - MEGABYTES_WITHOUT_SIMS) * 1024) / KILOBYTES_A_SIM))

type Parsed = z.infer<typeof environmentShape>

const sourceOf = (parsed: Parsed): SourceSettings =>
  parsed.INVENTORY_KIND === '1nce'
    ? {
        kind: '1nce',
        url: parsed.INVENTORY_URL,
        credentialsSecretArn: parsed.INVENTORY_CREDENTIALS_SECRET_ARN,
        iccidForm: parsed.ICCID_FORM,
      }
    : { kind: 's3-csv', bucket: parsed.INVENTORY_BUCKET, key: parsed.INVENTORY_KEY }

/** @throws Error that names every variable that is missing or wrong */
export const syncSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): SyncSettings => {
  const { data, error } = environmentShape.safeParse(environment)
  if (data === undefined) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(
      `expected the settings of a sync as environment variables, got ${problems.join('; ')}`,
    )
  }
  const dataPlaneUrl = data.AWS_ENDPOINT_URL_IOT_DATA_PLANE ?? data.AWS_ENDPOINT_URL
  return {
    simsTable: data.SIMS_TABLE,
    simAddressesTable: data.SIM_ADDRESSES_TABLE,
    runsTable: data.INVENTORY_RUNS_TABLE,
    deployment: data.DEPLOYMENT,
    maxShrinkShare: data.MAX_SHRINK_SHARE,
    maxSims: maxSimsIn(data.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
    ...(dataPlaneUrl && { dataPlaneUrl }),
    source: sourceOf(data),
  }
}
