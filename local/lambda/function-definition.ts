/** A function as its template declares it. */
export interface FunctionDefinition {
  readonly functionName: string
  readonly functionArn: string
  /** The folder with its bundle. */
  readonly taskRoot: string
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memorySizeInMegabytes: number
  /** The variables of the template. */
  readonly environment: Readonly<Record<string, string>>
}

/** What the machine gives to every function. */
export interface FunctionSurroundings {
  readonly region: string
  /** Where the AWS SDK finds every service. */
  readonly awsEndpointUrl: () => string
}

/** One line that a function wrote. */
export interface FunctionLogLine {
  readonly functionName: string
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

export type OnFunctionLog = (line: FunctionLogLine) => void
