import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiGateway } from '../../../local/api-gateway/api-gateway.ts'
import { type AwsEndpoint, createAwsEndpoint } from '../../../local/aws/aws-endpoint.ts'
import { createDynamoDb } from '../../../local/aws/dynamodb.ts'
import type { BusActivity } from '../../../local/aws/events/bus-activity.ts'
import { EventBus } from '../../../local/aws/events/event-bus.ts'
import { FunctionRoles } from '../../../local/aws/iam/function-roles.ts'
import { createSecretsManager } from '../../../local/aws/secrets-manager/secrets-manager.ts'
import { Topics } from '../../../local/aws/sns/topics.ts'
import type { FunctionDefinition } from '../../../local/lambda/function-definition.ts'
import { accessKeyIdOf } from '../../../local/lambda/function-environment.ts'
import type { InvokeRequest } from '../../../local/lambda/lambda-service.ts'
import type { InvokePermission } from '../../../local/lambda/resource-policy.ts'
import type { CreatedResource, StackServices } from '../../../local/stack/provider.ts'
import { createResourceWith } from '../../../local/stack/resource-providers.ts'
import { createFakeClock } from '../iot-core/support/fake-clock.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }

let endpoint: AwsEndpoint
let services: StackServices
const functions: FunctionDefinition[] = []
const activities: BusActivity[] = []
const invocations: InvokeRequest[] = []
const clock = createFakeClock()
const permissions: [string, InvokePermission][] = []

beforeAll(async () => {
  endpoint = createAwsEndpoint([createDynamoDb(account), createSecretsManager(account)])
  const client = {
    endpoint: `http://127.0.0.1:${await endpoint.listen(0)}`,
    region: account.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }
  services = {
    account,
    dynamoDb: new DynamoDBClient(client),
    secretsManager: new SecretsManagerClient(client),
    functionRoles: new FunctionRoles(),
    apiGateway: new ApiGateway(),
    eventBus: new EventBus({ account, clock, onActivity: (one) => activities.push(one) }),
    topics: new Topics((one) => activities.push(one)),
    lambda: {
      createFunction: (definition) => functions.push(definition),
      describe: (name) => {
        throw new Error(`expected nobody to ask for ${name}`)
      },
      addPermission: (name, permission) => permissions.push([name, permission]),
      invoke: async (request) => {
        invocations.push(request)
        return { requestId: '', payload: 'null' }
      },
      retire: async () => {},
      close: async () => {},
    },
    customResources: { create: async () => ({ ref: 'custom', attributes: { A: 'b' } }) },
    assetPath: (key) => (key === 'bundle.zip' ? import.meta.dirname : undefined),
  }
})

afterAll(() => endpoint.close())

const create = (
  type: string,
  properties: Record<string, unknown>,
  logicalId = 'Thing',
): Promise<CreatedResource> =>
  createResourceWith(services)({
    stackName: 'stack',
    stackId: 'stack-id',
    logicalId,
    type,
    properties,
  })

const tableProperties = {
  AttributeDefinitions: [{ AttributeName: 'iccid', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'iccid', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
}

const code = { S3Bucket: 'assets', S3Key: 'bundle.zip' }

const functionProperties = {
  Code: code,
  Handler: 'index.handler',
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::111122223333:role/x',
}

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:sync'

describe('createResourceWith', () => {
  it('creates a rule whose schedule invokes a function as EventBridge', async () => {
    const { ref, attributes } = await create('AWS::Events::Rule', {
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Targets: [{ Id: 'Target0', Arn: FUNCTION_ARN, RetryPolicy: { MaximumRetryAttempts: 0 } }],
    })

    clock.advance(900_000)

    const sourceArn = `arn:aws:events:eu-west-1:111122223333:rule/${ref}`
    expect(attributes.Arn).toBe(sourceArn)
    expect(invocations.at(-1)).toMatchObject({
      functionName: FUNCTION_ARN,
      caller: {
        kind: 'service',
        principal: 'events.amazonaws.com',
        sourceArn,
        sourceAccount: '111122223333',
      },
    })
    expect(JSON.parse(invocations.at(-1)?.payload ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      resources: [sourceArn],
    })
  })

  it('creates a rule, a topic, its policy and its subscription that mail an event', async () => {
    const topic = await create('AWS::SNS::Topic', { KmsMasterKeyId: 'key' })
    await create('AWS::SNS::TopicPolicy', {
      Topics: [topic.ref],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: topic.ref,
          },
        ],
      },
    })
    const subscription = await create('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: topic.ref,
    })
    await create('AWS::Events::Rule', {
      EventPattern: { source: ['simpass'] },
      Targets: [{ Id: 'Target0', Arn: topic.ref }],
    })

    services.eventBus.put({ source: 'simpass', detailType: 'SIM Moved', detail: {} })

    expect(topic.attributes.TopicArn).toBe(topic.ref)
    expect(subscription.ref.startsWith(`${topic.ref}:`)).toBe(true)
    expect(activities).toMatchObject([{ kind: 'event' }, { kind: 'mail', to: 'ops@example.com' }])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['AWS::Events::Rule', {}, 'expected an event pattern or a schedule, got neither'],
    ['AWS::Events::Rule', { ScheduleExpression: 'cron(0 * * * ? *)' }, 'expected a schedule such'],
    ['AWS::Events::Rule', { EventPattern: { a: [{ 'anything-but': 1 }] } }, 'an event pattern of'],
    ['AWS::Events::Rule', { EventPattern: { a: ['b'] }, State: 'DISABLED' }, 'State'],
    ['AWS::Events::Rule', { EventPattern: { a: ['b'] }, EventBusName: 'x' }, 'EventBusName'],
    [
      'AWS::Events::Rule',
      { EventPattern: { a: ['b'] }, Targets: [{ Id: '1', Arn: 'arn:aws:sqs:eu-west-1:1:q' }] },
      'expected a function or a topic as the target of a rule',
    ],
    [
      'AWS::Lambda::EventInvokeConfig',
      { FunctionName: 'sync', Qualifier: '$LATEST', MaximumRetryAttempts: 2 },
      'MaximumRetryAttempts',
    ],
    [
      'AWS::SNS::Subscription',
      { TopicArn: 'arn:x', Protocol: 'https', Endpoint: 'https://a.example' },
      'Protocol',
    ],
    [
      'AWS::SNS::Subscription',
      { TopicArn: 'arn:x', Protocol: 'email', Endpoint: 'a@example.com' },
      'expected a topic, got arn:x',
    ],
    [
      'AWS::DynamoDB::Table',
      { ...tableProperties, TimeToLiveSpecification: { Enabled: true } },
      'TimeToLiveSpecification',
    ],
  ])('refuses %s with %j', async (type, properties, message) => {
    await expect(create(type, properties)).rejects.toThrow(message)
  })

  it('accepts that asynchronous events are not tried again', async () => {
    const config = { FunctionName: 'sync', Qualifier: '$LATEST', MaximumRetryAttempts: 0 }

    await expect(create('AWS::Lambda::EventInvokeConfig', config)).resolves.toMatchObject({
      attributes: {},
    })
  })

  it.each<[string, Record<string, unknown>]>([
    ['AWS::DynamoDB::Table', tableProperties],
    ['AWS::DynamoDB::GlobalTable', { ...tableProperties, Replicas: [{ Region: 'eu-west-1' }] }],
  ])('creates an active table for %s', async (type, properties) => {
    const { ref, attributes } = await create(type, properties)

    const { Table } = await services.dynamoDb.send(new DescribeTableCommand({ TableName: ref }))

    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: tableProperties.KeySchema })
    expect(ref).toMatch(/^stack-Thing-[A-Z0-9]{12}$/)
    expect(attributes.Arn).toBe(`arn:aws:dynamodb:eu-west-1:111122223333:table/${ref}`)
  })

  it('creates a secret without a value', async () => {
    const { ref } = await create('AWS::SecretsManager::Secret', { Description: 'keys' })

    const described = await services.secretsManager.send(
      new DescribeSecretCommand({ SecretId: ref }),
    )

    expect(ref).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:Thing.*-\w{6}$/)
    expect(described.VersionIdsToStages).toEqual({})
  })

  it('creates a function from its asset folder', async () => {
    const role = await create('AWS::IAM::Role', { AssumeRolePolicyDocument: {} })
    const { ref, attributes } = await create('AWS::Lambda::Function', {
      ...functionProperties,
      Role: role.attributes.Arn,
      Timeout: 4,
      MemorySize: 256,
      Environment: { Variables: { COUNT: 3 } },
    })

    expect(functions.at(-1)).toEqual({
      functionName: ref,
      functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${ref}`,
      taskRoot: import.meta.dirname,
      handler: 'index.handler',
      timeoutSeconds: 4,
      memorySizeInMegabytes: 256,
      environment: { COUNT: '3' },
    })
    expect(attributes.Arn).toBe(functions.at(-1)?.functionArn)
  })

  it('limits a function to the policies of its role', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'iot:DescribeEndpoint', Resource: '*' },
    }
    const role = await create('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {},
      Policies: [{ PolicyName: 'inline', PolicyDocument: policy }],
    })
    await create('AWS::IAM::Policy', {
      PolicyName: 'apart',
      PolicyDocument: policy,
      Roles: [role.ref],
    })
    const { ref } = await create('AWS::Lambda::Function', {
      ...functionProperties,
      Role: role.attributes.Arn,
    })

    expect(role.attributes.Arn).toBe(`arn:aws:iam::111122223333:role/${role.ref}`)
    expect(services.functionRoles.restricts(accessKeyIdOf(ref))).toBe(true)
    expect(
      services.functionRoles.unusedGrants().filter(({ functionName }) => functionName === ref),
    ).toHaveLength(2)
  })

  it('adds a permission', async () => {
    await create('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: 'f',
      Principal: 'iot.amazonaws.com',
      SourceArn: 'arn:x',
    })

    expect(permissions.at(-1)).toEqual([
      'f',
      { principal: 'iot.amazonaws.com', sourceArn: 'arn:x' },
    ])
  })

  it('creates a REST API with a stage', async () => {
    const api = await create('AWS::ApiGateway::RestApi', { Name: 'api' })
    const RestApiId = api.ref
    const resource = await create('AWS::ApiGateway::Resource', {
      RestApiId,
      ParentId: api.attributes.RootResourceId,
      PathPart: 'tokens',
    })
    await create('AWS::ApiGateway::Method', {
      RestApiId,
      ResourceId: resource.ref,
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      RequestValidatorId: 'v',
      RequestParameters: {
        'method.request.header.Accept': false,
        'method.request.querystring.layout': 'true',
      },
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        TimeoutInMillis: 15_000,
        Uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:f/invocations',
      },
    })
    await create('AWS::ApiGateway::GatewayResponse', {
      RestApiId,
      ResponseType: 'THROTTLED',
      StatusCode: '429',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'5'" },
      ResponseTemplates: { 'application/json': '{}' },
    })
    const deployment = await create('AWS::ApiGateway::Deployment', { RestApiId })
    await create('AWS::ApiGateway::Stage', {
      RestApiId,
      DeploymentId: deployment.ref,
      StageName: 'v1',
      MethodSettings: [
        {
          HttpMethod: 'GET',
          ResourcePath: '/~1tokens',
          ThrottlingRateLimit: 100,
          ThrottlingBurstLimit: 200,
        },
      ],
    })

    const stage = services.apiGateway.findStage('v1')

    expect(stage?.throttles).toEqual([
      { httpMethod: 'GET', resourcePath: '/tokens', ratePerSecond: 100, burst: 200 },
    ])
    expect(stage?.api.gatewayResponses.get('THROTTLED')?.headers).toEqual({ 'Retry-After': '5' })
    expect(stage?.api.resources.get(resource.ref)).toMatchObject({ path: '/tokens' })
    expect(stage?.api.resources.get(resource.ref)?.methods.get('GET')).toEqual({
      httpMethod: 'GET',
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      integrationTimeoutMs: 15_000,
      requiredParameters: [{ location: 'querystring', name: 'layout' }],
    })
  })

  it.each([
    ['an access log', { AccessLogSetting: { DestinationArn: 'arn:x', Format: '$context.status' } }],
    [
      'execution logs',
      { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR' }] },
    ],
  ])('creates a stage with %s only where the account has a role to write it', async (_, logs) => {
    const { ref: RestApiId } = await create('AWS::ApiGateway::RestApi', { Name: 'logged' })
    const { ref: DeploymentId } = await create('AWS::ApiGateway::Deployment', { RestApiId })
    const StageName = `logged-${Object.keys(logs)}`
    const stage = () =>
      create('AWS::ApiGateway::Stage', { RestApiId, DeploymentId, StageName, ...logs })

    await create('AWS::ApiGateway::Account', {})
    await expect(stage()).rejects.toThrow('CloudWatch Logs role ARN must be set')
    await create('AWS::ApiGateway::Account', { CloudWatchRoleArn: 'arn:aws:iam::1:role/logs' })

    expect((await stage()).ref).toBe(StageName)
  })

  it.each(['Custom::Thing', 'AWS::CloudFormation::CustomResource'])('runs %s', async (type) => {
    expect(await create(type, {})).toEqual({ ref: 'custom', attributes: { A: 'b' } })
  })

  it.each<[string, string, RegExp]>([
    ['AWS::Logs::LogGroup', 'Arn', /^arn:aws:logs:eu-west-1:111122223333:log-group:stack-.*:\*$/],
    ['AWS::KMS::Key', 'Arn', /^arn:aws:kms:eu-west-1:111122223333:key\/stack-Thing-/],
    ['AWS::CloudWatch::Alarm', 'Arn', /^arn:aws:cloudwatch:eu-west-1:111122223333:alarm:stack-/],
  ])('accepts %s without effect and gives it its %s', async (type, attribute, pattern) => {
    const { attributes } = await create(type, { Anything: 1 })

    expect(attributes[attribute]).toMatch(pattern)
  })

  it.each<[string, string, Record<string, unknown>, string]>([
    ['a type that is not emulated', 'AWS::EC2::VPC', {}, 'got AWS::EC2::VPC'],
    [
      'a property that would be ignored',
      'AWS::Lambda::Function',
      { ...functionProperties, Layers: ['x'] },
      'Layers',
    ],
    [
      'another runtime',
      'AWS::Lambda::Function',
      { ...functionProperties, Runtime: 'python3.13' },
      'Runtime',
    ],
    [
      'more variables than Lambda takes',
      'AWS::Lambda::Function',
      { ...functionProperties, Environment: { Variables: { A: 'x'.repeat(4096) } } },
      'expected at most 4096 bytes of environment variables, got 4097',
    ],
    [
      'a security policy without its access mode',
      'AWS::ApiGateway::RestApi',
      { Name: 'api', SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06' },
      'expected an EndpointAccessMode',
    ],
    [
      'a gateway response that API Gateway does not have',
      'AWS::ApiGateway::GatewayResponse',
      { RestApiId: 'a', ResponseType: 'TEAPOT' },
      'ResponseType',
    ],
    [
      'a function with a role of nobody',
      'AWS::Lambda::Function',
      functionProperties,
      'expected a role of the stacks, got arn:aws:iam::111122223333:role/x',
    ],
    [
      'a policy with a condition',
      'AWS::IAM::Role',
      {
        AssumeRolePolicyDocument: {},
        Policies: [
          {
            PolicyName: 'p',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: {} }],
            },
          },
        ],
      },
      'Condition',
    ],
    [
      'an asset that was not written',
      'AWS::Lambda::Function',
      { ...functionProperties, Code: { ...code, S3Key: 'x.zip' } },
      'expected an asset folder for x.zip',
    ],
    [
      'a table in several Regions',
      'AWS::DynamoDB::GlobalTable',
      { ...tableProperties, Replicas: [{ Region: 'eu-west-1' }, { Region: 'us-east-1' }] },
      'got eu-west-1, us-east-1',
    ],
    [
      'a table with a stream',
      'AWS::DynamoDB::Table',
      { ...tableProperties, StreamSpecification: {} },
      'StreamSpecification',
    ],
    [
      'a generated secret',
      'AWS::SecretsManager::Secret',
      { GenerateSecretString: {} },
      'GenerateSecretString',
    ],
    [
      'a permission for a function URL',
      'AWS::Lambda::Permission',
      {
        Action: 'lambda:InvokeFunctionUrl',
        FunctionName: 'f',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      },
      'FunctionUrlAuthType',
    ],
    [
      'a method with an authorizer',
      'AWS::ApiGateway::Method',
      { AuthorizationType: 'CUSTOM', AuthorizerId: 'a' },
      'AuthorizationType',
    ],
    [
      'a header that is no literal',
      'AWS::ApiGateway::GatewayResponse',
      {
        RestApiId: 'a',
        ResponseType: 'THROTTLED',
        ResponseParameters: { 'gatewayresponse.header.X': 'method.request.header.X' },
      },
      'quoted value',
    ],
  ])('refuses %s', async (_, type, properties, message) => {
    await expect(create(type, properties)).rejects.toThrow(message)
  })
})
