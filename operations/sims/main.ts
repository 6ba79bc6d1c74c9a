import { createServices } from './create-services.ts'
import { refuseDeadStack } from './local-stack.ts'
import { processIo } from './process-io.ts'
import { runCommand } from './run-command.ts'
import { findTarget } from './target.ts'

const io = processIo()
const dataPlaneUrl = process.env.AWS_ENDPOINT_URL_IOT_DATA_PLANE

process.exitCode = await runCommand(
  {
    io,
    open: async (flags) => {
      const target = { dataPlaneUrl, ...(await findTarget(flags)) }
      await refuseDeadStack(target)
      return createServices(target, io.note)
    },
  },
  process.argv.slice(2),
)
