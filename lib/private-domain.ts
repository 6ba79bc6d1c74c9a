import {
  CfnBasePathMappingV2,
  CfnDomainNameAccessAssociation,
  CfnDomainNameV2,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import { ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { Construct } from 'constructs'
import { type ApiDomainProps, zoneOf } from './api-domain.ts'
import { createPrivatePolicy } from './invoke-policy.ts'
import type { PrivateNetwork } from './private-network.ts'
import { ENDPOINT_ACCESS_MODE, SECURITY_POLICY } from './tls-policy.ts'

export interface PrivateDomainProps extends ApiDomainProps {
  readonly api: RestApi
  /** First part of the path, which stands for the deployed stage. */
  readonly basePath: string
  readonly network: PrivateNetwork
}

/** A custom domain name for a private API, which only its VPC endpoint may use. */
export class PrivateDomain extends Construct {
  constructor(scope: Construct, id: string, props: PrivateDomainProps) {
    super(scope, id)
    const { network, api } = props
    const domain = new CfnDomainNameV2(this, 'Domain', {
      domainName: props.name,
      certificateArn: props.certificateArn,
      endpointConfiguration: { types: ['PRIVATE'] },
      policy: createPrivatePolicy(network.endpoint.vpcEndpointId),
      securityPolicy: SECURITY_POLICY,
      endpointAccessMode: ENDPOINT_ACCESS_MODE,
    })
    new CfnBasePathMappingV2(this, 'Mapping', {
      domainNameArn: domain.attrDomainNameArn,
      restApiId: api.restApiId,
      stage: api.deploymentStage.stageName,
      basePath: props.basePath,
    })
    new CfnDomainNameAccessAssociation(this, 'Access', {
      domainNameArn: domain.attrDomainNameArn,
      accessAssociationSource: network.endpoint.vpcEndpointId,
      accessAssociationSourceType: 'VPCE',
    })
    this.enter(props)
  }

  private enter(props: PrivateDomainProps): void {
    const zone = zoneOf(this, props)
    if (zone === undefined) return
    const { aliasTarget } = props.network
    if (aliasTarget === undefined) {
      throw new Error(
        'domain.hostedZone: expected none with an existing VPC endpoint, whose DNS name is not known, got one',
      )
    }
    new ARecord(this, 'Record', {
      zone,
      recordName: `${props.name}.`,
      target: RecordTarget.fromAlias({ bind: () => aliasTarget }),
    })
  }
}
