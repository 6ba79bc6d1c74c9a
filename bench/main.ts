import { benchAuthorizer } from './authorizer.ts'
import { benchOnboarding } from './onboarding.ts'
import { printTable } from './table.ts'

printTable([...(await benchAuthorizer()), ...(await benchOnboarding())], console.log)
