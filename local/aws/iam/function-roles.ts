import type { AccessControl, RequiredPermission } from '../access-control.ts'
import { AwsServiceError } from '../aws-json.ts'
import { coversCall, type PolicyGrant, parsePolicyGrants } from './policy-statement.ts'

/** A role of the account and what its inline policies say. */
interface Role {
  readonly roleName: string
  readonly grants: PolicyGrant[]
}

interface FunctionCaller {
  readonly functionName: string
  readonly role: Role
}

/** A call of a function that its role did not allow. */
export interface DeniedCall extends RequiredPermission {
  readonly functionName: string
}

/** Something that a function's role allows. */
export interface FunctionGrant extends PolicyGrant {
  readonly functionName: string
}

/** The roles of functions, which limit what these can do, and what became of each permission. */
export class FunctionRoles implements AccessControl {
  readonly #rolesByArn = new Map<string, Role>()
  readonly #callers = new Map<string, FunctionCaller>()
  readonly #used = new Set<PolicyGrant>()
  readonly #denied = new Map<string, DeniedCall>()

  createRole(roleName: string, roleArn: string): void {
    this.#rolesByArn.set(roleArn, { roleName, grants: [] })
  }

  /** Adds an inline policy, which counts from this moment on. */
  addPolicy(roleName: string, policyDocument: unknown): void {
    const role = [...this.#rolesByArn.values()].find((one) => one.roleName === roleName)
    if (role === undefined) throw new Error(`expected a role of the stacks, got ${roleName}`)
    role.grants.push(...parsePolicyGrants(policyDocument))
  }

  /** Says whose access key a function signs with, and what that may do. */
  assign(functionName: string, accessKeyId: string, roleArn: string): void {
    const role = this.#rolesByArn.get(roleArn)
    if (role === undefined) throw new Error(`expected a role of the stacks, got ${roleArn}`)
    this.#callers.set(accessKeyId, { functionName, role })
  }

  restricts(accessKeyId: string): boolean {
    return this.#callers.has(accessKeyId)
  }

  authorize(accessKeyId: string, required: RequiredPermission): void {
    const caller = this.#callers.get(accessKeyId)
    if (caller === undefined) return
    const grants = caller.role.grants.filter((grant) => coversCall(grant, required))
    for (const grant of grants) this.#used.add(grant)
    if (grants.length > 0 && grants.every(({ effect }) => effect === 'Allow')) return
    const { functionName, role } = caller
    const { action, resource } = required
    this.#denied.set(`${functionName} ${action} ${resource}`, { functionName, action, resource })
    throw new AwsServiceError(
      'AccessDeniedException',
      `expected the role ${role.roleName} to allow ${action} on ${resource}, got no such permission`,
    )
  }

  /** Each kind of call that was refused, once. */
  deniedCalls(): readonly DeniedCall[] {
    return [...this.#denied.values()]
  }

  /** What functions may do and have not done yet. */
  unusedGrants(): readonly FunctionGrant[] {
    return [...this.#callers.values()].flatMap(({ functionName, role }) =>
      role.grants
        .filter((grant) => !this.#used.has(grant))
        .map((grant) => ({ functionName, ...grant })),
    )
  }
}
