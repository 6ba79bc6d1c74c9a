import { CustomResource, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { KeyedTable } from './keyed-table.ts'
import { NodeFunction } from './node-function.ts'
import type { TokenClaimSettings } from './onboarding-settings.ts'

export interface SigningKeysProps {
  /** What happens to the secret and to the table of public keys when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy
  /** @default no issuer and no audience */
  readonly claims?: TokenClaimSettings
}

/** The private signing keys in Secrets Manager, made inside AWS at deployment, and their public halves in a table. */
export class SigningKeys extends Construct {
  readonly publicKeys: ITableV2
  readonly secretArn: string
  /** There once the keys are made and published. */
  readonly published: CustomResource
  /** For who issues tokens and who verifies them: known only once they were found to be those of every earlier token. */
  readonly claims: TokenClaimSettings

  constructor(scope: Construct, id: string, { removalPolicy, claims }: SigningKeysProps) {
    super(scope, id)
    this.publicKeys = new KeyedTable(this, 'PublicKeys', { key: 'kid', removalPolicy }).table
    // The L2 `Secret` writes a value from the template; this one is empty until the generator puts one.
    const secret = new CfnSecret(this, 'Secret', {
      description:
        'Private keys that sign device tokens, written by the SigningKeys custom resource',
    })
    secret.applyRemovalPolicy(removalPolicy)
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotation on a timer would lock devices out, because a new public key has to reach the authorizer before the first token it signs.',
    })
    this.secretArn = secret.ref

    const generator = new NodeFunction(this, 'Generator', {
      entry: 'signing-keys',
      description: 'Makes the signing keys once and publishes their public halves',
      // RSA key generation is a search for primes: all CPU, with a long tail.
      memorySize: 1024,
      environment: {
        STACK_ID: Stack.of(this).stackId,
        SIGNING_KEYS_SECRET_ARN: this.secretArn,
        PUBLIC_KEYS_TABLE: this.publicKeys.tableName,
      },
    })
    this.grantUse(generator)
    Grant.addToPrincipal({
      grantee: generator,
      actions: ['secretsmanager:PutSecretValue'],
      resourceArns: [this.secretArn],
    })
    this.publicKeys.grant(generator, 'dynamodb:PutItem')
    this.published = new CustomResource(this, 'Keys', {
      resourceType: 'Custom::SigningKeys',
      serviceToken: generator.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { TokenIssuer: claims?.issuer, TokenAudience: claims?.audience },
    })
    this.claims = {
      issuer: claims?.issuer && this.published.getAttString('TokenIssuer'),
      audience: claims?.audience && this.published.getAttString('TokenAudience'),
    }
  }

  /** Lets the grantee read the private keys, and so sign as this deployment. */
  grantUse(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [this.secretArn],
    })
  }
}
