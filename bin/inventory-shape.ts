import { z } from 'zod'
import { SYNC_MEGABYTES, SYNC_MINUTES } from '../lib/defaults.ts'
import { MAILED_EVENT_TYPES, SIM_CHANGE_TYPES } from '../lib/inventory-settings.ts'
import { exactly, fraction, matching, oneOf, wholeNumber } from './schemas.ts'

const reading = {
  everyMinutes: wholeNumber(SYNC_MINUTES.least, SYNC_MINUTES.most).optional(),
  maxShrinkShare: fraction.optional(),
  memoryMegabytes: wholeNumber(SYNC_MEGABYTES.least, SYNC_MEGABYTES.most).optional(),
  kmsKeyArn: matching(
    'the ARN of a KMS key',
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,64}$/,
  ).optional(),
}

const API_URL =
  'an https URL without credentials, query or trailing slash (http for a loopback address only)'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Credentials go there, so that nobody in between may read them. */
const isApiUrl = (text: string): boolean => {
  if (!URL.canParse(text) || text.endsWith('/') || !/^[!-~]{1,1024}$/.test(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (`${username}${password}${search}${hash}` !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}

const oneNce = exactly(
  {
    kind: z.literal('1nce'),
    credentialsSecretArn: matching(
      'the whole ARN of a secret in Secrets Manager, with its last six characters',
      /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$/,
    ),
    baseUrl: z.string({ error: API_URL }).refine(isApiUrl, { error: API_URL }).optional(),
    iccidForm: oneOf(['iccid', 'iccid_with_luhn']).optional(),
    ...reading,
  },
  '{"kind":"1nce","credentialsSecretArn":"arn:aws:secretsmanager:…"}',
)

const s3Csv = exactly(
  {
    kind: z.literal('s3-csv'),
    bucket: matching('the name of an S3 bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    key: matching(
      'the key of an S3 object, of printable ASCII characters without *, ? and $',
      /^(?!\/)[ -#%-)+->@-~]{1,1024}$/,
    ),
    bucketAccount: matching('the twelve digits of an AWS account', /^\d{12}$/).optional(),
    ...reading,
  },
  '{"kind":"s3-csv","bucket":"sims","key":"inventory.csv"}',
)

/** Where the operator keeps the truth about SIMs and addresses. */
export const inventory = z
  .looseObject(
    { kind: oneOf(['1nce', 's3-csv']) },
    { error: 'an object such as {"kind":"s3-csv","bucket":"sims","key":"inventory.csv"}' },
  )
  .pipe(z.discriminatedUnion('kind', [oneNce, s3Csv]))

const MAILED = MAILED_EVENT_TYPES.join(' or ')
const SIM_CHANGES: readonly unknown[] = SIM_CHANGE_TYPES

const mailedType = z.enum(MAILED_EVENT_TYPES, {
  error: ({ input }) =>
    SIM_CHANGES.includes(input)
      ? `${MAILED}, because SNS ends a subscription above ten mails a second (attach a rule of your own for single SIMs)`
      : MAILED,
})

/** Which events reach which mailbox. */
export const notifications = exactly(
  {
    email: z.email({ error: 'an e-mail address' }),
    events: z
      .array(mailedType, { error: 'a list of event types' })
      .min(1, { error: 'at least one event type' })
      .refine((types) => new Set(types).size === types.length, { error: 'each event type once' })
      .optional(),
  },
  '{"email":"operator@example.com"}',
)
