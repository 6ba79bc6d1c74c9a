import {
  BasePathMapping,
  type CfnDomainName,
  DomainName,
  EndpointType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets'
import { Construct } from 'constructs'
import { type ApiDomainProps, zoneOf } from './api-domain.ts'
import { ENDPOINT_ACCESS_MODE, SECURITY_POLICY } from './tls-policy.ts'

export interface RegionalDomainProps extends ApiDomainProps {
  readonly api: RestApi
  /** First part of the path, which stands for the deployed stage. */
  readonly basePath: string
}

/** A custom domain name for a Regional API. */
export class RegionalDomain extends Construct {
  constructor(scope: Construct, id: string, props: RegionalDomainProps) {
    super(scope, id)
    const domain = new DomainName(this, 'Domain', {
      domainName: props.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', props.certificateArn),
      endpointType: EndpointType.REGIONAL,
    })
    const resource = domain.node.defaultChild as CfnDomainName
    resource.securityPolicy = SECURITY_POLICY
    resource.endpointAccessMode = ENDPOINT_ACCESS_MODE
    new BasePathMapping(this, 'Mapping', {
      domainName: domain,
      restApi: props.api,
      stage: props.api.deploymentStage,
      basePath: props.basePath,
    })
    const zone = zoneOf(this, props)
    if (zone !== undefined) {
      new ARecord(this, 'Record', {
        zone,
        recordName: `${props.name}.`,
        target: RecordTarget.fromAlias(new ApiGatewayDomain(domain)),
      })
    }
  }
}
