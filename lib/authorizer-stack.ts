import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Admission, type AdmissionProps } from './admission.ts'
import { CONTENTS } from './contents.ts'

export interface AuthorizerStackProps extends StackProps, AdmissionProps {}

/** The stack of the IoT Core custom authorizer. */
export class AuthorizerStack extends Stack {
  readonly admission: Admission

  constructor(scope: Construct, id: string, props: AuthorizerStackProps) {
    super(scope, id, { description: 'simpass: IoT Core custom authorizer', ...props })
    // CloudFormation then refuses to delete, or to replace, what this stack still uses.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG)
    this.admission = new Admission(this, CONTENTS, props)

    new CfnOutput(this, 'AuthorizerName', {
      description: 'Name that devices send as x-amz-customauthorizer-name',
      value: this.admission.authorizer.authorizerName,
    })
  }
}
