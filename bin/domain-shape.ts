import { exactly, matching } from './schemas.ts'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'

const domainName = (example: string) =>
  matching(
    `a domain name in lower case such as ${example}`,
    new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)+${LABEL}$`),
  )

/** A name of the operator's own for the device API. */
export const domain = exactly(
  {
    name: domainName('sims.example.com'),
    certificateArn: matching(
      'the ARN of a certificate in AWS Certificate Manager',
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]{1,64}$/,
    ),
    hostedZone: exactly(
      {
        id: matching('the id of a Route 53 hosted zone', /^Z[A-Z0-9]{1,31}$/),
        name: domainName('example.com'),
      },
      '{"id":"Z0123456789","name":"example.com"}',
    ).optional(),
  },
  '{"name":"sims.example.com","certificateArn":"arn:aws:acm:…"}',
).refine(
  ({ name, hostedZone: zone }) =>
    zone === undefined || name === zone.name || name.endsWith(`.${zone.name}`),
  { error: 'a name in its hosted zone', when: ({ issues }) => issues.length === 0 },
)
