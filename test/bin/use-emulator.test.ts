import type { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { synthesize } from '../lib/support/synthesize.ts'
import { resourcesOf } from '../lib/support/template-resources.ts'

const URL = 'http://127.0.0.1:8080'

const functionsOf = ({ identity, authorizer, onboarding }: ReturnType<typeof synthesize>) =>
  [identity, authorizer, onboarding].flatMap((template) =>
    resourcesOf(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment),
  )

/** What the synthesis warns of. */
const warningsOf = (app: App): unknown[] =>
  app.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data)

describe('useEmulator', () => {
  it('sends every function elsewhere, lets it answer on loopback, and warns', () => {
    const synthesized = synthesize({ development: { iotEndpointUrl: URL } })

    const environments = functionsOf(synthesized)

    expect(environments).toHaveLength(5)
    for (const environment of environments) {
      expect(environment).toMatchObject({
        Variables: {
          AWS_ENDPOINT_URL_IOT: URL,
          AWS_ENDPOINT_URL_IOT_DATA_PLANE: URL,
          RESPONSE_URLS: 'loopback',
        },
      })
    }
    expect(warningsOf(synthesized.app)).toEqual([
      expect.stringContaining('for tests on one machine only'),
    ])
  })

  it('does nothing unless asked', () => {
    const synthesized = synthesize()

    const environments = JSON.stringify(functionsOf(synthesized))
    expect(environments).not.toContain('AWS_ENDPOINT_URL')
    expect(environments).not.toContain('RESPONSE_URLS')
    expect(warningsOf(synthesized.app)).toEqual([])
  })
})
