import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import {
  AccessLogFormat,
  AuthorizationType,
  type CfnRestApi,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { addGatewayErrors } from './gateway-errors.ts'
import type { NodeFunction } from './node-function.ts'

/** How much the whole API answers before it says 429. */
export interface Throttling {
  readonly ratePerSecond: number
  readonly burst: number
}

export interface DeviceApiProps {
  /** Answers `GET /onboarding/mqtt/tokens`. */
  readonly onboarding: NodeFunction
  readonly throttling: Throttling
}

/** The first half of the path that the vendor's clients call; API Gateway puts the stage name there. */
const STAGE_NAME = 'device-api'
const ROUTE = 'onboarding/mqtt/tokens'

/** No query string and no header: neither can carry anything that the operator needs and must not see. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    traceId: '$context.xrayTraceId',
    time: '$context.requestTime',
    sourceIp: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    path: '$context.path',
    protocol: '$context.protocol',
    status: '$context.status',
    errorType: '$context.error.responseType',
    integrationStatus: '$context.integration.status',
    integrationError: '$context.integration.error',
    integrationLatencyMs: '$context.integration.latency',
    responseLatencyMs: '$context.responseLatency',
    responseBytes: '$context.responseLength',
  }),
)

/** The REST API that devices call for a token: one route, logged, traced and throttled. */
export class DeviceApi extends Construct {
  readonly api: RestApi
  readonly onboardingUrl: string

  constructor(scope: Construct, id: string, props: DeviceApiProps) {
    super(scope, id)
    this.api = this.createApi(props.throttling)
    const method = this.api.root.resourceForPath(ROUTE).addMethod(
      'GET',
      new LambdaIntegration(props.onboarding.function, {
        allowTestInvoke: false,
        // Longer than the function's own timeout, so that a slow store is our 503 and not the gateway's.
        timeout: Duration.seconds(25),
      }),
      {
        authorizationType: AuthorizationType.NONE,
        requestParameters: {
          'method.request.header.Accept': false,
          'method.request.querystring.layout': false,
        },
        requestValidatorOptions: { validateRequestParameters: true, validateRequestBody: true },
      },
    )
    addGatewayErrors(this.api)
    this.onboardingUrl = this.api.urlForPath(`/${ROUTE}`)
    acknowledgeFindings(this.api, method)
  }

  private createApi({ ratePerSecond, burst }: Throttling): RestApi {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const api = new RestApi(this, 'Api', {
      restApiName: `${Stack.of(this).stackName}-device-api`,
      description: 'simpass: a device asks here for the token of its own SIM',
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      disableExecuteApiEndpoint: false,
      // One role of the account and Region for every API: kept, because other APIs may be logging through it by then.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: STAGE_NAME,
        throttlingRateLimit: ratePerSecond,
        throttlingBurstLimit: burst,
        metricsEnabled: true,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG_FORMAT,
      },
    })
    const resource = api.node.defaultChild as CfnRestApi
    // TLS 1.2 and 1.3; a Regional API's own default still answers TLS 1.0.
    resource.securityPolicy = 'SecurityPolicy_TLS13_1_2_2021_06'
    // Such a policy needs a mode; STRICT would refuse a proxy in front whose TLS server name is not its Host header.
    resource.endpointAccessMode = 'BASIC'
    // The stack has one output for people, with the whole path.
    api.node.tryRemoveChild('Endpoint')
    return api
  }
}

const acknowledgeFindings = (api: RestApi, method: Method): void => {
  Validations.of(method).acknowledge(
    {
      id: 'AwsSolutions-APIG4',
      reason:
        'A device without a token has nothing to authorize with: the network address that it calls from is its identity.',
    },
    {
      id: 'AwsSolutions-COG4',
      reason: 'Devices are known by the network address of their SIM and not by a user pool.',
    },
  )
  Validations.of(api.deploymentStage).acknowledge(
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'Callers are known SIMs behind a carrier, throttled at the stage; a web ACL can be attached to the stage by an operator who wants one.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'The access log carries the integration error of each request; execution logs would add an unmanaged log group that is never deleted.',
    },
  )
  Validations.of(api.node.findChild('CloudWatchRole')).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason:
      'API Gateway checks for exactly these permissions before it accepts the role that serves every API of the account and Region.',
  })
}
