import { describeResource, type Leftovers } from './leftovers.ts'
import type { FoundResource } from './ports.ts'
import { deletionCommands } from './repair-commands.ts'

const withCommands = (region: string, resource: FoundResource, note = ''): string[] => [
  `  ${describeResource(resource)}${note}`,
  ...deletionCommands(region, resource).map((command) => `    ${command}`),
]

/** What is left, each thing with the commands that delete it. */
export const describeLeftovers = (
  region: string,
  { deletable, kept, listed }: Leftovers,
): readonly string[] => {
  const isNothing = deletable.length + kept.length + listed.length === 0
  if (isNothing) return ['nothing is left over']
  const needed = kept.filter(({ isNeeded }) => isNeeded)
  const given = kept.filter(({ isNeeded }) => !isNeeded)
  return [
    ...needed.map(({ resource, reason }) => `kept: ${describeResource(resource)}: ${reason}`),
    ...(given.length === 0 ? [] : ['kept on purpose; to delete it for ever:']),
    ...given.flatMap(({ resource, reason }) => withCommands(region, resource, `: ${reason}`)),
    ...(deletable.length === 0 ? [] : ['left over; --delete-leftovers deletes it, or by hand:']),
    ...deletable.flatMap((resource) => withCommands(region, resource)),
    ...(listed.length === 0 ? [] : ['looks left over; make sure that it is yours to delete:']),
    ...listed.flatMap((resource) => withCommands(region, resource)),
  ]
}
