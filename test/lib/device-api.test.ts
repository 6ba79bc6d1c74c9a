import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { synthesize } from './support/synthesize.ts'
import { resourcesOf } from './support/template-resources.ts'

describe('DeviceApi', () => {
  const { onboarding } = synthesize({ throttling: { ratePerSecond: 7, burst: 9 } })
  const one = (type: string) => {
    const [resource, ...others] = resourcesOf(onboarding, type)
    expect(others).toEqual([])
    return resource
  }
  const functions = resourcesOf(onboarding, 'AWS::Lambda::Function')
  const handler = functions.find(({ logicalId }) => logicalId.startsWith('OnboardingFunction'))

  it('keeps its logical id, because a new API would have a new URL', () => {
    expect(one('AWS::ApiGateway::RestApi')?.logicalId).toBe('DeviceApiC88F389B')
  })

  it('is Regional and takes nothing older than TLS 1.2', () => {
    expect(one('AWS::ApiGateway::RestApi')?.Properties).toMatchObject({
      EndpointConfiguration: { Types: ['REGIONAL'] },
      DisableExecuteApiEndpoint: false,
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      EndpointAccessMode: 'BASIC',
    })
  })

  it('says that everybody may call, or an API that was private would go on refusing them', () => {
    expect(one('AWS::ApiGateway::RestApi')?.Properties.Policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Principal: { AWS: '*' },
          Resource: 'execute-api:/*',
        },
      ],
    })
  })

  it('has the one route of the vendor', () => {
    const paths = resourcesOf(onboarding, 'AWS::ApiGateway::Resource').map(
      ({ Properties }) => Properties.PathPart,
    )

    expect(paths).toEqual(['onboarding', 'mqtt', 'tokens'])
    expect(one('AWS::ApiGateway::Method')?.Properties).toMatchObject({
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', TimeoutInMillis: 25_000 },
    })
  })

  it('lets only this route of this stage invoke the function', () => {
    const permission = one('AWS::Lambda::Permission')

    expect(permission?.Properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
    })
    expect(JSON.stringify(permission?.Properties.SourceArn)).toMatch(
      /\{"Ref":"DeviceApiDeploymentStage\w+"\},"\/GET\/onboarding\/mqtt\/tokens"\]\]\}$/,
    )
  })

  it('is throttled, measured and traced under the stage name of the vendor', () => {
    expect(one('AWS::ApiGateway::Stage')?.Properties).toMatchObject({
      StageName: 'device-api',
      TracingEnabled: true,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 7,
          ThrottlingBurstLimit: 9,
          MetricsEnabled: true,
          DataTraceEnabled: false,
        },
      ],
    })
  })

  it('logs each request as JSON, without its query string and its headers', () => {
    const { AccessLogSetting } = z
      .object({ AccessLogSetting: z.object({ Format: z.string() }) })
      .parse(one('AWS::ApiGateway::Stage')?.Properties)
    const format = z.record(z.string(), z.string()).parse(JSON.parse(AccessLogSetting.Format))

    expect(format.sourceIp).toBe('$context.identity.sourceIp')
    for (const value of Object.values(format)) {
      expect(value).toMatch(/^\$context\.[\w.]+$/)
      expect(value).not.toMatch(/header|query|userAgent|authorizer/i)
    }
  })

  it('keeps the account-wide logging role that other APIs may use by then', () => {
    const roles = resourcesOf(onboarding, 'AWS::IAM::Role')
    const role = roles.find(({ logicalId }) => logicalId.startsWith('DeviceApiCloudWatchRole'))

    expect(role?.DeletionPolicy).toBe('Retain')
  })
})
