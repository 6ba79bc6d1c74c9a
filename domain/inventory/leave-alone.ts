import type { OnCorrupt } from './ports.ts'

/** An item that cannot be read stays as it is, its mark too, and spoils nothing for the others. */
export const leaveAlone: OnCorrupt = () => {}
