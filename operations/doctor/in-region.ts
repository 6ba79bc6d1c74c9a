import type { Finding } from './finding.ts'

const COMMAND = /(^|\| |&& )(?=(?:xargs )?(?:aws|npm|npx) )/g

/** Names the Region in the command to run next: it is pasted where another one may be set. */
export const inRegion =
  (region: string) =>
  (finding: Finding): Finding =>
    finding.next === undefined
      ? finding
      : { ...finding, next: finding.next.replaceAll(COMMAND, `$1AWS_REGION=${region} `) }
