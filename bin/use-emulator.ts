import { Annotations, type App } from 'aws-cdk-lib'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'

/**
 * For development only: makes every function of the app look for IoT Core at another address, and those of
 * custom resources answer a CloudFormation on loopback too.
 */
export const useEmulator = (app: App, iotEndpointUrl: string): void => {
  Annotations.of(app).addWarningV2(
    'simpass:development',
    'development: for tests on one machine only, where functions find AWS at loopback addresses',
  )
  for (const construct of app.node.findAll()) {
    if (!(construct instanceof LambdaFunction)) continue
    // Settings of the AWS SDK itself.
    construct.addEnvironment('AWS_ENDPOINT_URL_IOT', iotEndpointUrl)
    construct.addEnvironment('AWS_ENDPOINT_URL_IOT_DATA_PLANE', iotEndpointUrl)
    construct.addEnvironment('RESPONSE_URLS', 'loopback')
  }
}
