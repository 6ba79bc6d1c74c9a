import { isTreacherous, shellWord as quoted } from '../shell-word.ts'
import type { FoundResource } from './ports.ts'

const CLEAR_API_LOGGING =
  'aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value='

const roleCommands = ({
  id,
  inlinePolicies = [],
  attachedPolicies = [],
  isApiLogging,
}: FoundResource) => [
  ...(isApiLogging ? [CLEAR_API_LOGGING] : []),
  ...attachedPolicies.map(
    (arn) => `aws iam detach-role-policy --role-name ${id} --policy-arn ${quoted(arn)}`,
  ),
  ...inlinePolicies.map(
    (name) => `aws iam delete-role-policy --role-name ${id} --policy-name ${quoted(name)}`,
  ),
  `aws iam delete-role --role-name ${id}`,
]

const COMMANDS: Record<FoundResource['kind'], (resource: FoundResource) => readonly string[]> = {
  function: ({ id }) => [`aws lambda delete-function --function-name ${id}`],
  'log group': ({ id }) => [`aws logs delete-log-group --log-group-name ${id}`],
  table: ({ id }) => [
    `aws dynamodb update-table --table-name ${id} --no-deletion-protection-enabled`,
    `aws dynamodb delete-table --table-name ${id}`,
  ],
  secret: ({ id }) => [`aws secretsmanager delete-secret --secret-id ${id}`],
  'REST API': ({ id }) => [`aws apigateway delete-rest-api --rest-api-id ${id}`],
  'domain name': ({ id, arn = '' }) => {
    const domainNameId = /\+(.+)$/.exec(arn)?.[1]
    const option = domainNameId === undefined ? '' : ` --domain-name-id ${quoted(domainNameId)}`
    return [`aws apigateway delete-domain-name --domain-name ${id}${option}`]
  },
  rule: ({ id, targets = [] }) => [
    ...(targets.length === 0
      ? []
      : [`aws events remove-targets --rule ${id} --ids ${targets.map(quoted).join(' ')}`]),
    `aws events delete-rule --name ${id}`,
  ],
  role: roleCommands,
  alarm: ({ id }) => [`aws cloudwatch delete-alarms --alarm-names ${id}`],
  topic: ({ id }) => [`aws sns delete-topic --topic-arn ${id}`],
  key: ({ id }) => [`aws kms schedule-key-deletion --key-id ${id}`],
  'domain access': ({ id }) => [
    `aws apigateway delete-domain-name-access-association --domain-name-access-association-arn ${id}`,
  ],
  'VPC endpoint': ({ id }) => [`aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}`],
  'security group': ({ id }) => [`aws ec2 delete-security-group --group-id ${id}`],
  'flow log': ({ id }) => [`aws ec2 delete-flow-logs --flow-log-ids ${id}`],
  subnet: ({ id }) => [`aws ec2 delete-subnet --subnet-id ${id}`],
  'route table': ({ id }) => [`aws ec2 delete-route-table --route-table-id ${id}`],
  resource: () => ['(no command here: it is of a kind that simpass makes none of)'],
  VPC: ({ id }) => [`aws ec2 delete-vpc --vpc-id ${id}`],
}

/** What an operator would type to delete a resource by hand, one command after the other. */
export const deletionCommands = (region: string, resource: FoundResource): readonly string[] =>
  isTreacherous(resource.id)
    ? ['(no command: the AWS CLI would take this name for something else)']
    : COMMANDS[resource.kind]({ ...resource, id: quoted(resource.id) }).map((command) =>
        command.startsWith('aws ') ? `${command} --region ${region}` : command,
      )
