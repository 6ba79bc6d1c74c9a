import { randomInt } from 'node:crypto'

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const SUFFIX_LENGTH = 12

/** CloudFormation's name for a resource that has none: stack, logical id and a random end, within the service's limit. */
export const physicalName = (
  { stackName, logicalId }: { readonly stackName: string; readonly logicalId: string },
  maxLength: number,
): string => {
  const suffix = Array.from(
    { length: SUFFIX_LENGTH },
    () => CHARACTERS[randomInt(CHARACTERS.length)],
  ).join('')
  const available = maxLength - SUFFIX_LENGTH - 2
  const stack = stackName.slice(
    0,
    Math.max(Math.floor(available / 2), available - logicalId.length),
  )
  return `${stack}-${logicalId.slice(0, available - stack.length)}-${suffix}`
}
