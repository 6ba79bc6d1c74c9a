import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, type Resource, resourcesOf } from './support/template-resources.ts'

const arnOfAuthorizer = (name: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':iot:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:authorizer/${name}`,
    ],
  ],
})

const handlerOf = (functions: readonly Resource[]): Resource | undefined =>
  functions.find(({ logicalId }) => logicalId.startsWith('AuthorizerFunction'))

describe('AuthorizerStack', () => {
  const { authorizer, stacks } = synthesize()
  const handler = handlerOf(resourcesOf(authorizer, 'AWS::Lambda::Function'))
  const permissions = resourcesOf(authorizer, 'AWS::Lambda::Permission')
  const [registration] = resourcesOf(authorizer, 'Custom::IotAuthorizer')

  it('lets only IoT Core invoke the authorizer, only for this authorizer of this account', () => {
    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
        Principal: 'iot.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: arnOfAuthorizer('simpass-dev'),
      },
    ])
  })

  it('registers the authorizer, and only after IoT Core may invoke it', () => {
    expect(registration?.Properties).toMatchObject({
      AuthorizerName: 'simpass-dev',
      AuthorizerFunctionArn: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
      TokenKeyName: 'token',
      ServiceTimeout: '300',
    })
    expect(registration?.DependsOn).toEqual(
      expect.arrayContaining(permissions.map(({ logicalId }) => logicalId)),
    )
  })

  it('tells the registrar itself whom it serves and what it registers', () => {
    const registrar = resourcesOf(authorizer, 'AWS::Lambda::Function').find(({ logicalId }) =>
      logicalId.startsWith('IotAuthorizerRegistrar'),
    )

    expect(registrar?.Properties.Environment).toMatchObject({
      Variables: {
        STACK_ID: { Ref: 'AWS::StackId' },
        AUTHORIZER_FUNCTION_ARN: { 'Fn::GetAtt': [handler?.logicalId, 'Arn'] },
        TOKEN_KEY_NAME: 'token',
      },
    })
  })

  it('registers the authorizer only after the registrar may', () => {
    const policy = resourcesOf(authorizer, 'AWS::IAM::Policy').find(({ Properties }) =>
      JSON.stringify(Properties).includes('iot:CreateAuthorizer'),
    )

    expect(registration?.DependsOn).toContain(policy?.logicalId)
  })

  it('gives the registration the tags that CloudFormation keeps from custom resources', () => {
    expect(registration?.Properties.Tags).toEqual([{ Key: 'simpass:stage', Value: 'dev' }])
  })

  it('tells the authorizer its stores, its ARN prefix and how often to ask again', () => {
    expect(handler?.Properties.Environment).toEqual({
      Variables: {
        SIMS_TABLE: { 'Fn::ImportValue': expect.stringContaining('RefRegistrySimsTable') },
        PUBLIC_KEYS_TABLE: {
          'Fn::ImportValue': expect.stringContaining('RefSigningKeysPublicKeysTable'),
        },
        IOT_ARN_PREFIX: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':iot:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
            ],
          ],
        },
        REFRESH_AFTER_SECONDS: '3600',
      },
    })
  })

  it('demands only claims that the identity stack found to be those of every earlier token', () => {
    const template = synthesize({ tokenIssuer: 'https://a.example', tokenAudience: 'b' }).authorizer
    const claim = (name: string) => ({ 'Fn::ImportValue': expect.stringMatching(`Keys.*${name}`) })

    expect(
      handlerOf(resourcesOf(template, 'AWS::Lambda::Function'))?.Properties.Environment,
    ).toMatchObject({
      Variables: { TOKEN_ISSUER: claim('TokenIssuer'), TOKEN_AUDIENCE: claim('TokenAudience') },
    })
  })

  it('uses a chosen name in the permission, the registration and nowhere the default', () => {
    const template = synthesize({ authorizerName: '1nce-authorizer' }).authorizer
    const text = JSON.stringify(template.toJSON())

    expect(resourcesOf(template, 'Custom::IotAuthorizer')[0]?.Properties.AuthorizerName).toBe(
      '1nce-authorizer',
    )
    expect(resourcesOf(template, 'AWS::Lambda::Permission')[0]?.Properties.SourceArn).toEqual(
      arnOfAuthorizer('1nce-authorizer'),
    )
    expect(text).not.toContain('authorizer/simpass-dev')
  })

  it('changes nothing but the registration to repair it', () => {
    const repaired = synthesize({ repair: '1' }).authorizer.toJSON()
    const [changed] = resourcesOf(synthesize({ repair: '1' }).authorizer, 'Custom::IotAuthorizer')

    expect(changed?.Properties).toEqual({ ...registration?.Properties, Repair: '1' })
    delete repaired.Resources[changed?.logicalId ?? ''].Properties.Repair
    expect(repaired).toEqual(authorizer.toJSON())
  })

  it('comes after the identity stack and puts out the name', () => {
    expect(stacks.authorizer.dependencies).toEqual([stacks.identity])
    expect(outputsOf(authorizer).AuthorizerName).toEqual({
      Value: { 'Fn::GetAtt': [registration?.logicalId, 'AuthorizerName'] },
    })
  })
})
