import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/deploy/**'],
          // No unit test changes what others see (globals, environment, modules), so each module is loaded once a worker.
          isolate: false,
          // Importing aws-cdk-lib alone takes seconds on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/stack.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'deploy',
          include: ['test/deploy/**/*.test.ts'],
          // Each has an emulator of its own, and they would all install it.
          fileParallelism: false,
          // CloudFormation gives a custom resource that does not answer five minutes.
          testTimeout: 400_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
