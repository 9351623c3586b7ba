import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** A chat where requests are shown: what the functions need that ask and that tell results. */
export interface Chat {
  /** The credentials of its app. Both functions read them. */
  readonly secret: Pick<ISecret, 'secretArn'>;
  /** The variables of src/config.ts for both functions. */
  readonly variables: Readonly<Record<string, string>>;
  /** More variables, for the function that asks. */
  readonly whenAsking?: Readonly<Record<string, string>>;
}
