import { z } from 'zod'

/** The onboarding API's and the device gateway's. */
const DOORS = 2

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

/** How many connections a door may have: as wanted, unless both doors together would leave less than half of the process's descriptors to it. */
export const connectionBudget = (wanted: number, limit = descriptorLimit()): number =>
  limit === undefined ? wanted : Math.min(wanted, Math.floor(limit / 2 / DOORS))
