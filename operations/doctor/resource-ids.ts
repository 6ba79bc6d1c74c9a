import type { Stacks } from '../teardown/ports.ts'

/** Physical ids of those resources of a stack that have a type, such as `AWS::SNS::Topic`. */
export const resourceIds = async (
  stacks: Pick<Stacks, 'resources'>,
  stackId: string,
  wanted: string,
): Promise<readonly string[]> =>
  (await stacks.resources(stackId)).flatMap(({ type, physicalId }) =>
    type === wanted && physicalId !== undefined ? [physicalId] : [],
  )
