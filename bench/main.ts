import { benchAuthorizer } from './authorizer.ts'
import { benchFunctions } from './functions.ts'
import { benchGateway } from './gateway.ts'
import { benchOnboarding } from './onboarding.ts'
import { printTable } from './table.ts'

printTable(
  [
    ...(await benchAuthorizer()),
    ...(await benchOnboarding()),
    ...(await benchFunctions()),
    ...(await benchGateway()),
  ],
  console.log,
)
