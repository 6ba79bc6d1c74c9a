import { kindOfType } from './resource-kinds.ts'
import type { Survey, SurveyedStack } from './survey.ts'

const isData = (type: string): boolean => ['table', 'secret'].includes(kindOfType(type) ?? '')

const stackLines = ({ name, status, resources, retained }: SurveyedStack): string[] => {
  const going = resources.filter(({ logicalId }) => !retained.has(logicalId))
  const data = going
    .filter(({ type }) => isData(type))
    .map(({ type, physicalId = 'not made yet' }) => `    ${kindOfType(type)} ${physicalId}`)
  return [`  stack ${name} (${status}) with ${going.length} resources`, ...data]
}

const keptLines = ({ resources, retained }: SurveyedStack): string[] =>
  resources
    .filter(({ logicalId, type }) => retained.has(logicalId) && isData(type))
    .map(({ type, physicalId = 'not made yet' }) => `  ${kindOfType(type)} ${physicalId}`)

const authorizerLines = ({ authorizers }: Survey): string[] =>
  authorizers.flatMap(({ name, isActive, isDefault }) => [
    `  authorizer ${name} (${isActive ? 'ACTIVE' : 'INACTIVE'})`,
    ...(isDefault ? [`  ${name} as the default authorizer of this account and Region`] : []),
  ])

const doubtfulLines = ({ doubtfulAuthorizers }: Survey): string[] =>
  doubtfulAuthorizers.map(
    ({ name, functionArn }) =>
      `authorizer ${name} looks like one of this stage, and stays: it invokes ${functionArn}, which CloudFormation does not remember, and has no tag`,
  )

/** For somebody who mistyped the stage or the Region. */
const otherStagesLines = ({ otherStages }: Survey): string[] =>
  otherStages.length === 0 ? [] : [`stages that are here: ${otherStages.join(', ')}`]

export const isEmpty = ({ stacks, authorizers }: Survey): boolean =>
  stacks.length === 0 && authorizers.length === 0

/** What will go and what will stay, for the operator who has to say yes to it. */
export const describeSurvey = (survey: Survey): readonly string[] => {
  const { deployment, stacks, clientIds, sharedClientIds } = survey
  const { stage, accountId, region } = deployment
  const where = `stage ${stage} in account ${accountId}, Region ${region}`
  if (isEmpty(survey)) {
    return [
      `${where}: no stack and no authorizer is there`,
      ...otherStagesLines(survey),
      ...doubtfulLines(survey),
    ]
  }
  const kept = stacks.flatMap(keptLines)
  return [
    `${where}: this will go`,
    ...stacks.flatMap(stackLines),
    ...authorizerLines(survey),
    ...(survey.simsTable === undefined
      ? []
      : [`  live sessions of ${clientIds.length} SIMs, as many as are connected`]),
    ...(sharedClientIds.length === 0
      ? []
      : [
          `  and not those of ${sharedClientIds.length} SIMs that another stage has too; a session through this one ends at its next refresh`,
        ]),
    ...(kept.length === 0 ? [] : ['and this will stay, because removal is "retain"', ...kept]),
    ...doubtfulLines(survey),
  ]
}
