/** What a script may go by; documented in docs/inventory.md. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Done, but some rows or SIMs were refused. */
  partial: 3,
  /** As a shell says it of a process that SIGINT ended. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
