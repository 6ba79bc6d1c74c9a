import {
  ArnFormat,
  CustomResource,
  Duration,
  type ITaggableV2,
  Stack,
  TagManager,
  TagType,
  Token,
  Validations,
} from 'aws-cdk-lib'
import { Grant } from 'aws-cdk-lib/aws-iam'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { NodeFunction } from './node-function.ts'
import type { SigningKeys } from './signing-keys.ts'

/** What IoT Core takes as the name of an authorizer. */
export const AUTHORIZER_NAME = {
  pattern: /^[\w=,@-]{1,128}$/,
  description: '1 to 128 letters, digits and _=,@-',
} as const

/** What devices send the token as. */
const TOKEN_KEY_NAME = 'token'

export interface IotAuthorizerProps {
  /** The name that devices send; the one physical name of a deployment. */
  readonly authorizerName: string
  /** Decides on each connection. */
  readonly handler: NodeFunction
  /** Keys whose token signatures IoT Core accepts. */
  readonly signingKeys: SigningKeys
  /** Another value than last time makes CloudFormation look after the registration. @default none */
  readonly repair?: string
}

/** The registration of our Lambda with AWS IoT Core, always with the signing keys that are live at that moment. */
export class IotAuthorizer extends Construct implements ITaggableV2 {
  /** CloudFormation hands no tags to custom resources, so these become a property of ours. */
  readonly cdkTagManager = new TagManager(TagType.KEY_VALUE, 'Custom::IotAuthorizer')
  /** Known to other stacks only once the authorizer is registered. */
  readonly authorizerName: string

  constructor(scope: Construct, id: string, props: IotAuthorizerProps) {
    super(scope, id)
    requireName(props.authorizerName)
    const { publicKeys, published } = props.signingKeys
    // Spelled out, not read from the resource, so that the permission can come first without a cycle.
    const authorizerArn = Stack.of(this).formatArn({
      service: 'iot',
      resource: 'authorizer',
      resourceName: props.authorizerName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    })
    const permission = new CfnPermission(this, 'InvokedByIotCore', {
      action: 'lambda:InvokeFunction',
      functionName: props.handler.function.functionArn,
      principal: 'iot.amazonaws.com',
      sourceArn: authorizerArn,
      sourceAccount: Stack.of(this).account,
    })

    const registrar = new NodeFunction(this, 'Registrar', {
      entry: 'authorizer-registration',
      description:
        'Registers the authorizer with IoT Core and removes it when the stack is deleted',
      environment: {
        STACK_ID: Stack.of(this).stackId,
        PUBLIC_KEYS_TABLE: publicKeys.tableName,
        AUTHORIZER_FUNCTION_ARN: props.handler.function.functionArn,
        TOKEN_KEY_NAME,
      },
    })
    publicKeys.grant(registrar, 'dynamodb:Scan')
    grantDefaultAuthorizer(registrar)
    const registers = grantRegistration(registrar, authorizerArn)

    const registration = new CustomResource(this, 'Registration', {
      resourceType: 'Custom::IotAuthorizer',
      serviceToken: registrar.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: {
        AuthorizerName: props.authorizerName,
        // The function takes these two from its environment; here they make CloudFormation call it when they change.
        AuthorizerFunctionArn: props.handler.function.functionArn,
        TokenKeyName: TOKEN_KEY_NAME,
        Repair: props.repair,
        Tags: this.cdkTagManager.renderedTags,
      },
    })
    // An authorizer without keys, or one that IoT Core may not invoke yet, would refuse every device.
    registration.node.addDependency(permission, published)
    registers.applyBefore(registration)
    this.authorizerName = registration.getAttString('AuthorizerName')
  }
}

const requireName = (name: string): void => {
  if (Token.isUnresolved(name) || AUTHORIZER_NAME.pattern.test(name)) return
  throw new Error(`authorizerName: expected ${AUTHORIZER_NAME.description}, got "${name}"`)
}

const grantRegistration = (grantee: NodeFunction, authorizerArn: string): Grant =>
  Grant.addToPrincipal({
    grantee,
    actions: [
      'iot:CreateAuthorizer',
      'iot:UpdateAuthorizer',
      'iot:DescribeAuthorizer',
      'iot:DeleteAuthorizer',
      'iot:TagResource',
    ],
    resourceArns: [authorizerArn],
  })

const grantDefaultAuthorizer = (grantee: NodeFunction): void => {
  Grant.addToPrincipal({
    grantee,
    actions: ['iot:DescribeDefaultAuthorizer', 'iot:ClearDefaultAuthorizer'],
    resourceArns: ['*'],
  })
  Validations.of(grantee.role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'The default authorizer is one setting of the whole account and Region: iot:DescribeDefaultAuthorizer and iot:ClearDefaultAuthorizer have no resource level, and neither has X-Ray.',
  })
}
