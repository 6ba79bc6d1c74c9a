declare module 'dynalite' {
  import type { Server } from 'node:http'

  interface DynaliteOptions {
    /** How long a table stays in CREATING; in memory there is nothing to wait for. */
    readonly createTableMs?: number
    readonly deleteTableMs?: number
    readonly updateTableMs?: number
    /** A folder for LevelDB; in memory without it. */
    readonly path?: string
  }

  /** A server that need not listen: requests can be handed to it as `request` events. */
  export default function dynalite(options?: DynaliteOptions): Server
}
