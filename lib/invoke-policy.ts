import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'

const invoke = {
  principals: [new AnyPrincipal()],
  actions: ['execute-api:Invoke'],
  resources: ['execute-api:/*'],
}

/**
 * Lets anybody invoke a public API, as no policy would. But CloudFormation leaves a policy where it is when the
 * property goes, so an API that was private would refuse everybody.
 */
export const createPublicPolicy = (): PolicyDocument =>
  new PolicyDocument({ statements: [new PolicyStatement(invoke)] })

/** Lets nobody invoke but those who come through one VPC endpoint, whose private addresses are then the SIMs'. */
export const createPrivatePolicy = (vpcEndpointId: string): PolicyDocument => {
  const sourceVpce = { 'aws:SourceVpce': vpcEndpointId }
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ ...invoke, conditions: { StringEquals: sourceVpce } }),
      new PolicyStatement({
        ...invoke,
        effect: Effect.DENY,
        conditions: { StringNotEquals: sourceVpce },
      }),
    ],
  })
}
