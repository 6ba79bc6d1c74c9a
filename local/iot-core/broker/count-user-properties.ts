import type { MessageProperties } from './message.ts'

/** How many user properties a message has; a name may have several values. */
export const countUserProperties = ({ userProperties = {} }: MessageProperties): number =>
  Object.values(userProperties).reduce((sum, values) => sum + [values].flat().length, 0)
