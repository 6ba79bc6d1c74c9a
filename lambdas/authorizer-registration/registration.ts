/** How an AWS IoT Core authorizer of ours is to be. */
export interface AuthorizerSpecification {
  readonly authorizerName: string
  readonly authorizerFunctionArn: string
  readonly tokenKeyName: string
  /** Added to those that it has. */
  readonly tags: Readonly<Record<string, string>>
}

/** An authorizer as AWS IoT Core has it. */
export interface RegisteredAuthorizer {
  readonly arn: string
  readonly functionArn: string
}

/** SPKI PEM by key name. */
export type SigningPublicKeys = Readonly<Record<string, string>>

/** The few operations of AWS IoT Core that a registration needs. */
export interface AuthorizerRegistry {
  find(name: string): Promise<RegisteredAuthorizer | undefined>
  create(specification: AuthorizerSpecification, keys: SigningPublicKeys): Promise<void>
  /** Also makes it active. */
  update(
    specification: AuthorizerSpecification,
    keys: SigningPublicKeys,
    authorizerArn: string,
  ): Promise<void>
  /** Clears it as the default authorizer, deactivates it and deletes it; nothing to do if it is gone. */
  remove(name: string): Promise<void>
}

export interface RegistrationOptions {
  readonly registry: AuthorizerRegistry
  /** The keys that are live at this moment, rotated ones included. */
  readonly livePublicKeys: () => Promise<SigningPublicKeys>
}

/** Registers the authorizer with AWS IoT Core, always with the signing keys that are live at that moment. */
export const createRegistration = ({ registry, livePublicKeys }: RegistrationOptions) => {
  const liveKeys = async (): Promise<SigningPublicKeys> => {
    const keys = await livePublicKeys()
    if (Object.keys(keys).length > 0) return keys
    throw new Error('expected live RS256 keys to publish, got none: every device would be refused')
  }

  const registered = async (name: string): Promise<RegisteredAuthorizer> => {
    const authorizer = await registry.find(name)
    if (authorizer !== undefined) return authorizer
    throw new Error(`expected the authorizer ${name} after it was registered, got none`)
  }

  return {
    /** Creates it, or takes over what an earlier try of the same deployment created. */
    create: async (specification: AuthorizerSpecification): Promise<RegisteredAuthorizer> => {
      const { authorizerName, authorizerFunctionArn } = specification
      const keys = await liveKeys()
      const existing = await registry.find(authorizerName)
      if (existing === undefined) {
        await registry.create(specification, keys)
      } else if (existing.functionArn === authorizerFunctionArn) {
        await registry.update(specification, keys, existing.arn)
      } else {
        throw new Error(
          `expected no authorizer named ${authorizerName}, got one that invokes ${existing.functionArn}: choose another authorizerName, or delete that one if its function is gone`,
        )
      }
      return registered(authorizerName)
    },

    /** Brings it to the specification, also when somebody deleted it by hand. */
    update: async (specification: AuthorizerSpecification): Promise<RegisteredAuthorizer> => {
      const keys = await liveKeys()
      const existing = await registry.find(specification.authorizerName)
      if (existing === undefined) await registry.create(specification, keys)
      else await registry.update(specification, keys, existing.arn)
      return registered(specification.authorizerName)
    },

    remove: (name: string): Promise<void> => registry.remove(name),

    /** After a creation that failed: removes what it made, and nobody else's authorizer of that name. */
    removeIfOurs: async (specification: AuthorizerSpecification): Promise<void> => {
      const existing = await registry.find(specification.authorizerName)
      if (existing?.functionArn === specification.authorizerFunctionArn) {
        await registry.remove(specification.authorizerName)
      }
    },
  }
}

export type Registration = ReturnType<typeof createRegistration>
