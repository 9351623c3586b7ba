import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Each call to KMS must have this encryption context, which src/callback/seal.ts sends. */
const FOR_COUNTERSIGN = { StringEquals: { 'kms:EncryptionContext:application': 'countersign' } };

/** The key that seals callback URLs, and its configuration. */
export interface Sealing {
  /** Missing if encryption is disabled. */
  readonly key: IKey | undefined;
  /**
   * The condition for each use of the key. Missing if the deployment creates payloads of the format `2-` or uses an
   * existing key, because messages of the AWS Encryption SDK (`2-`) have another encryption context.
   */
  readonly condition: typeof FOR_COUNTERSIGN | undefined;
  /** The variables of functions that seal or open payloads. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Creates the key of the deployment, or uses the existing key `keyArn`. */
export function createSealing(scope: Construct, { encryption, keyArn, urlFormat }: Settings): Sealing {
  if (!encryption) return { key: undefined, condition: undefined, variables: {} };
  const condition = keyArn || urlFormat !== '3' ? undefined : FOR_COUNTERSIGN;
  const key = keyArn ? Key.fromKeyArn(scope, 'Key', keyArn) : createKey(scope, condition);
  // With the condition, KMS denies each `2-` payload. Without this variable, the functions would report each of them as
  // an error of the service, and an attacker could send many.
  const refused = condition && { LEGACY_LINKS: 'false' };
  return { key, condition, variables: { KEY_ID: key.keyArn, URL_FORMAT: urlFormat, ...refused } };
}

/**
 * The key policy lets the account administer the key, and use it under the condition. It names the account, so that IAM
 * policies decide which function may use the key.
 */
function createKey(scope: Construct, condition: Sealing['condition']): Key {
  const account = new AccountRootPrincipal();
  return new Key(scope, 'Key', {
    description: `Encrypts the data keys for the callback URLs of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    // The key encrypts no stored data. Without the stack, open links do not work anyway.
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'Administer',
          principals: [account],
          actions: ADMINISTRATION.map((verb) => `kms:${verb}`),
          // In a key policy, `*` means this key.
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'Seal',
          principals: [account],
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: ['*'],
          ...(condition && { conditions: condition }),
        }),
      ],
    }),
  });
}

const ADMINISTRATION = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListAliases',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
];
