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
import type { ApiDomainProps } from './api-domain.ts'
import { DEVICE_ROUTE } from './device-route.ts'
import { addGatewayErrors } from './gateway-errors.ts'
import { createPrivatePolicy, createPublicPolicy } from './invoke-policy.ts'
import type { NetworkPath } from './network-path.ts'
import type { NodeFunction } from './node-function.ts'
import { PrivateDomain } from './private-domain.ts'
import { PrivateNetwork } from './private-network.ts'
import { RegionalDomain } from './regional-domain.ts'
import { ENDPOINT_ACCESS_MODE, SECURITY_POLICY } from './tls-policy.ts'

/** How much the whole API answers before it says 429. */
export interface Throttling {
  readonly ratePerSecond: number
  readonly burst: number
}

/** Where devices find the API. */
export interface DeviceApiNetworkProps {
  /** @default public */
  readonly network?: NetworkPath
  /** A name of its own. @default only the one that API Gateway gives */
  readonly domain?: ApiDomainProps
}

export interface DeviceApiProps extends DeviceApiNetworkProps {
  /** Answers `GET /onboarding/mqtt/tokens`. */
  readonly onboarding: NodeFunction
  readonly throttling: Throttling
}

const { stageName: STAGE_NAME, method: METHOD, path: ROUTE } = DEVICE_ROUTE

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
  /** Absent for a public API. */
  readonly network?: PrivateNetwork

  constructor(scope: Construct, id: string, props: DeviceApiProps) {
    super(scope, id)
    const { network, domain } = props
    if (network?.kind === 'private') {
      this.network = new PrivateNetwork(this, 'Network', { network, domainName: domain?.name })
    }
    this.api = this.createApi(props)
    if (this.network !== undefined) {
      // A policy counts from the next deployment on, and looks the same whatever endpoint its reference stands for.
      this.api.latestDeployment?.addToLogicalId({ network })
    }
    const method = this.api.root.resourceForPath(ROUTE).addMethod(
      METHOD,
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
    if (domain !== undefined) this.addDomain(domain)
    this.onboardingUrl = this.urlUnder(domain)
    acknowledgeFindings(this.api, method)
  }

  private addDomain(domain: ApiDomainProps): void {
    const props = { ...domain, api: this.api, basePath: STAGE_NAME }
    if (this.network === undefined) new RegionalDomain(this, 'Domain', props)
    else new PrivateDomain(this, 'Domain', { ...props, network: this.network })
  }

  private urlUnder(domain: ApiDomainProps | undefined): string {
    if (domain !== undefined) return `https://${domain.name}/${STAGE_NAME}/${ROUTE}`
    if (this.network === undefined) return this.api.urlForPath(`/${ROUTE}`)
    const { region, urlSuffix } = Stack.of(this)
    // API Gateway makes this name for an associated endpoint; unlike the API's own it resolves outside of the VPC.
    const host = `${this.api.restApiId}-${this.network.endpoint.vpcEndpointId}.execute-api.${region}.${urlSuffix}`
    return `https://${host}/${this.api.deploymentStage.stageName}/${ROUTE}`
  }

  private createApi({ throttling }: DeviceApiProps): RestApi {
    const { ratePerSecond, burst } = throttling
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const api = new RestApi(this, 'Api', {
      restApiName: `${Stack.of(this).stackName}-device-api`,
      description: 'simpass: a device asks here for the token of its own SIM',
      endpointConfiguration:
        this.network === undefined
          ? { types: [EndpointType.REGIONAL] }
          : { types: [EndpointType.PRIVATE], vpcEndpoints: [this.network.endpoint] },
      policy:
        this.network === undefined
          ? createPublicPolicy()
          : createPrivatePolicy(this.network.endpoint.vpcEndpointId),
      // Devices that know only that name go on with it, also where there is another.
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
    resource.securityPolicy = SECURITY_POLICY
    resource.endpointAccessMode = ENDPOINT_ACCESS_MODE
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
