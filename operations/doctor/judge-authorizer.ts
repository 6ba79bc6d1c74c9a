import { type Deployment, isNamedByStage, type StackRole, stackName } from '../deployment.ts'
import type { AuthorizerView } from '../teardown/ports.ts'
import { type Finding, notice, ok, problem } from './finding.ts'

export interface AuthorizerSituation {
  readonly deployment: Deployment
  /** The name that devices send. */
  readonly name: string
  readonly isDeployed: boolean
  /** The authorizer with that name. */
  readonly found: AuthorizerView | undefined
}

const functionNameOf = ({ functionArn }: AuthorizerView): string => functionArn.split(':')[6] ?? ''

/** Whether the authorizer is there, ours and active; before a deployment whether its name is free. */
export const judgeAuthorizer = (situation: AuthorizerSituation): Finding => {
  const { deployment, name, isDeployed, found } = situation
  const { stage } = deployment
  const deploy = `npx cdk deploy --all -c stage=${stage} <and your other settings>`
  if (found === undefined) {
    return isDeployed
      ? problem(
          'authorizer',
          `${name} is not there, so no device can connect`,
          // Destroying the stack would take the device API along, and its URL with it.
          `npx cdk deploy ${stackName(stage, 'authorizer')} --exclusively -c stage=${stage} -c repair=$(date +%s) <and your other settings>`,
        )
      : ok('authorizer', `the name ${name} is free`)
  }
  if (!isNamedByStage(stage, functionNameOf(found))) {
    return problem(
      'authorizer',
      `the name ${name} is taken by an authorizer that invokes ${found.functionArn}`,
      `${deploy} -c authorizerName=<another name>`,
    )
  }
  if (!isDeployed) {
    return problem(
      'authorizer',
      `${name} was left over by an earlier deployment`,
      `npm run teardown -- --stage ${stage}`,
    )
  }
  return found.isActive
    ? ok('authorizer', `${name} is active`)
    : problem('authorizer', `${name} is inactive, so no device can connect`, resume(stage))
}

/** CloudFormation does not notice what was deleted behind its back; the tables and keys stay as they are. */
const redeploy = (stage: string, role: StackRole): string =>
  `npx cdk destroy ${stackName(stage, role)} -c stage=${stage} && npx cdk deploy --all -c stage=${stage} <and your other settings>`

const resume = (stage: string): string => `npm run teardown -- --stage ${stage} --resume`

/** Whether a teardown that nobody finished has stopped the deployment. */
export const judgeIssuing = (
  stage: string,
  environment: Readonly<Record<string, string>> | undefined,
): Finding => {
  if (environment === undefined) {
    return problem('issuing', 'the onboarding function is not there', redeploy(stage, 'onboarding'))
  }
  return environment.ISSUING === undefined
    ? ok('issuing', 'devices get tokens')
    : problem('issuing', 'stopped by a teardown: devices that ask get 503', resume(stage))
}

export const judgeDefault = (authorizers: readonly AuthorizerView[]): readonly Finding[] =>
  authorizers
    .filter(({ isDefault, isActive }) => isDefault && !isActive)
    .map(({ name }) =>
      notice(
        'default authorizer',
        `${name} is the default and inactive`,
        'aws iot clear-default-authorizer',
      ),
    )
