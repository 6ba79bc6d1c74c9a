import { Annotations, type App } from 'aws-cdk-lib'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'

/** For development only: makes every function of the app look for IoT Core's control plane at another address. */
export const useIotEndpoint = (app: App, url: string): void => {
  Annotations.of(app).addWarningV2(
    'simpass:development',
    'development: for tests on one machine only, where functions find IoT Core at a loopback address',
  )
  for (const construct of app.node.findAll()) {
    // A setting of the AWS SDK itself.
    if (construct instanceof LambdaFunction) construct.addEnvironment('AWS_ENDPOINT_URL_IOT', url)
  }
}
