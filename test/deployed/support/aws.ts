import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Parts } from './http.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Request extends Required<Parts> {
  readonly url: string;
}

/** Creates the clients of AWS. The SDK reads endpoint, region and credentials from the environment. */
export function createAws() {
  const stepFunctions = new SFNClient();
  const sts = new STSClient();

  return {
    stepFunctions,
    iam: new IAMClient(),
    lambda: new LambdaClient(),
    logs: new CloudWatchLogsClient(),
    secretsManager: new SecretsManagerClient(),
    sns: new SNSClient(),
    sqs: new SQSClient(),
    region: () => stepFunctions.config.region(),

    /**
     * Returns the number of the account.
     *
     * @throws {Error} when it is a real account, and COUNTERSIGN_TEST_ACCOUNT does not name it
     */
    async account(): Promise<string> {
      const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand());
      if (process.env.AWS_ENDPOINT_URL || account === process.env.COUNTERSIGN_TEST_ACCOUNT) return account;
      throw new Error(
        `This would deploy to the AWS account ${account}. To allow it, set COUNTERSIGN_TEST_ACCOUNT=${account}.`,
      );
    },

    /** Returns the headers of a request to a service, signed with these credentials. */
    async sign(service: string, { url, method, headers, body }: Request, credentials: Credentials) {
      const { hostname, host, port, protocol, pathname: path } = new URL(url);
      const { region, sha256 } = stepFunctions.config;
      const signed = await new SignatureV4({ service, credentials, region, sha256 }).sign({
        method,
        protocol,
        hostname,
        ...(port && { port: Number(port) }),
        path,
        query: {},
        headers: { ...headers, host },
        body,
      });
      return signed.headers;
    },
  };
}

export type Aws = ReturnType<typeof createAws>;
