import {
  InvocationForbidden,
  type InvokeFunction,
} from './iot-core/authentication/invoke-authorizer.ts'
import { LambdaError, type LambdaService } from './lambda/lambda-service.ts'

/** Lets IoT Core invoke the functions of its authorizers, under their resource policies. */
export const invokeAuthorizerFunction =
  (lambda: LambdaService): InvokeFunction =>
  async (functionName, event, { principal, sourceArn, sourceAccount, signal }) => {
    try {
      const { functionError, payload } = await lambda.invoke({
        functionName,
        payload: JSON.stringify(event),
        caller: { kind: 'service', principal, sourceArn, sourceAccount },
        signal,
      })
      // The payload of a failed function may quote its event, and so the token.
      if (functionError !== undefined)
        throw new Error('expected an answer from the function, got an error')
      return JSON.parse(payload)
    } catch (error) {
      if (error instanceof LambdaError && error.code === 'AccessDeniedException')
        throw new InvocationForbidden(error.message, { cause: error })
      throw error
    }
  }
