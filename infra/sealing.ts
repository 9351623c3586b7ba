import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** What KMS has to be told with every call: the purpose that src/callback/seal.ts names. */
const FOR_COUNTERSIGN = { StringEquals: { 'kms:EncryptionContext:application': 'countersign' } };

/** How callback URLs are sealed. */
export interface Sealing {
  /** Missing: encryption is disabled. */
  readonly key: IKey | undefined;
  /**
   * Under which condition the key may be used. A message of the AWS Encryption SDK (`2-`) has a context of its own: where
   * such are made, or an older deployment's key is brought along, there is none.
   */
  readonly condition: typeof FOR_COUNTERSIGN | undefined;
  /** For the functions that seal or open. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The key of the deployment: its own, one that was brought along, or none. */
export function createSealing(scope: Construct, { encryption, keyArn, urlFormat }: Settings): Sealing {
  if (!encryption) return { key: undefined, condition: undefined, variables: {} };
  const condition = keyArn || urlFormat !== '3' ? undefined : FOR_COUNTERSIGN;
  const key = keyArn ? Key.fromKeyArn(scope, 'Key', keyArn) : createKey(scope, condition);
  // KMS would deny every one, and each would look like a fault of ours: anybody can send them.
  const refused = condition && { LEGACY_LINKS: 'false' };
  return { key, condition, variables: { KEY_ID: key.keyArn, URL_FORMAT: urlFormat, ...refused } };
}

/**
 * The account may administer the key, and let its functions use it for our purpose, and no other. (IAM decides which
 * function may; without the account in the key's policy, IAM would not be asked.)
 */
function createKey(scope: Construct, condition: Sealing['condition']): Key {
  const account = new AccountRootPrincipal();
  return new Key(scope, 'Key', {
    description: `Encrypts the data keys that seal the callback URLs of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    // Nothing is stored under it. Links that are still open die with the stack anyway.
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'Administer',
          principals: [account],
          actions: ADMINISTRATION.map((verb) => `kms:${verb}`),
          // A key policy has no other: it is the key.
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
