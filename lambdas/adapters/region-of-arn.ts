/** @returns undefined for a global resource, and for what is no ARN */
export const regionOfArn = (arn: string): string | undefined => arn.split(':')[3] || undefined
