import { Duration, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { SESSION_SECONDS } from './defaults.ts'
import type { Identity } from './identity.ts'
import { IotAuthorizer } from './iot-authorizer.ts'
import { NodeFunction } from './node-function.ts'
import { requireWholeNumber } from './require-whole-number.ts'

export interface AdmissionProps {
  readonly identity: Identity
  /** The name that devices send; the one physical name of a deployment. */
  readonly authorizerName: string
  /** How often IoT Core asks again about a connected device, in seconds. */
  readonly refreshAfterSeconds: number
  /** Another value than last time registers the authorizer anew where somebody deleted it. @default none */
  readonly repair?: string
}

/** Who may connect to AWS IoT Core, and to which topics. */
export class Admission extends Construct {
  readonly handler: NodeFunction
  readonly authorizer: IotAuthorizer

  constructor(scope: Construct, id: string, props: AdmissionProps) {
    super(scope, id)
    const { identity, authorizerName, refreshAfterSeconds } = props
    requireWholeNumber('refreshAfterSeconds', refreshAfterSeconds, SESSION_SECONDS)
    const { sims } = identity.registry
    const { publicKeys, claims } = identity.signingKeys
    this.handler = new NodeFunction(this, 'Authorizer', {
      entry: 'authorizer',
      description: 'Admits a device to IoT Core if its token is its own and its SIM is active',
      // IoT Core gives an authorizer 5 s; failing a second earlier leaves our own reason in the log.
      timeout: Duration.seconds(4),
      memorySize: 1024,
      environment: {
        SIMS_TABLE: sims.tableName,
        PUBLIC_KEYS_TABLE: publicKeys.tableName,
        IOT_ARN_PREFIX: iotArnPrefix(Stack.of(this)),
        REFRESH_AFTER_SECONDS: String(refreshAfterSeconds),
        TOKEN_ISSUER: claims.issuer,
        TOKEN_AUDIENCE: claims.audience,
      },
    })
    sims.grant(this.handler, 'dynamodb:GetItem')
    publicKeys.grant(this.handler, 'dynamodb:GetItem')
    this.authorizer = new IotAuthorizer(this, 'IotAuthorizer', {
      authorizerName,
      handler: this.handler,
      signingKeys: identity.signingKeys,
      repair: props.repair,
    })
  }
}

/** `arn:<partition>:iot:<region>:<account>`, to which the policy of each device adds its own topics. */
const iotArnPrefix = ({ partition, region, account }: Stack): string =>
  `arn:${partition}:iot:${region}:${account}`
