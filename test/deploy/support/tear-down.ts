import type { Deployment } from './deployment.ts'

/** Removes all stacks, the ones that use others first. */
export const tearDown = async ({ cdk }: Deployment): Promise<void> => {
  await cdk(['destroy', '--all', '--force'])
}
