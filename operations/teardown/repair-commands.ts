import type { FoundResource } from './ports.ts'

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

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
  role: roleCommands,
  alarm: ({ id }) => [`aws cloudwatch delete-alarms --alarm-names ${id}`],
  topic: ({ id }) => [`aws sns delete-topic --topic-arn ${id}`],
  key: ({ id }) => [`aws kms schedule-key-deletion --key-id ${id}`],
}

/** What an operator would type to delete a resource by hand, one command after the other. */
export const deletionCommands = (region: string, resource: FoundResource): readonly string[] =>
  COMMANDS[resource.kind]({ ...resource, id: quoted(resource.id) }).map(
    (command) => `${command} --region ${region}`,
  )
