import { z } from 'zod'

/** What a machine's doors take at most, however many descriptors it has. */
const MOST_CONNECTIONS = 1000

const reportSchema = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.coerce.number() }) }),
})

/** How many files and sockets this process may have open; nothing where the system does not say. */
const descriptorLimit = (): number | undefined => {
  // The report's account of the network would look up the name of every peer; its types do not know the switch.
  const report = Object.assign(process.report, { excludeNetwork: true })
  const parsed = reportSchema.safeParse(report.getReport())
  // "unlimited" is not a number.
  return parsed.success ? parsed.data.userLimits.open_files.soft : undefined
}

/** How many connections a door may have, so that all doors together leave half of the process's descriptors to it. */
export const connectionBudget = (doors: number, limit = descriptorLimit()): number =>
  Math.min(MOST_CONNECTIONS, Math.floor((limit ?? Number.POSITIVE_INFINITY) / 2 / doors))
