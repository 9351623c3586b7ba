import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The condition for a use of the key, in the policy of the key and of a function. */
type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The key that seals callback URLs, and its configuration. */
export interface Sealing {
  /** Missing if encryption is disabled. */
  readonly key: IKey | undefined;
  /** Whether there may be payloads of the format `2-`, which name no deployment. */
  readonly mayHaveLegacy: boolean;
  /** The condition for each use of the key. */
  readonly condition: Condition;
  /** Adds a role to those that the policy of the key admits. The policy of an existing key does not change. */
  readonly admit: (role: IRole, action: string) => void;
  /** The variables of functions that seal or open payloads. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Creates the key of the deployment, or uses the existing key `keyArn`.
 *
 * @param name of the deployment
 */
export function createSealing(scope: Construct, settings: Settings, name: string): Sealing {
  const { encryption, keyArn, urlFormat, removalPolicy } = settings;
  if (!encryption) {
    return { key: undefined, mayHaveLegacy: false, condition: {}, admit: () => {}, variables: {} };
  }
  const context = settings.keyContext ?? contextOf(Stack.of(scope), name);
  // Under an existing key, and with the format `2-`, there may be payloads that name no deployment.
  const isOurs = !keyArn && urlFormat === '3';
  const condition = ifSealedFor(context, isOurs);
  const key = keyArn ? Key.fromKeyArn(scope, 'Key', keyArn) : createKey(scope, name, removalPolicy);
  const variables = { KEY_ID: key.keyArn, KEY_CONTEXT: context, URL_FORMAT: urlFormat };
  return {
    key,
    mayHaveLegacy: !isOurs,
    condition,
    admit: (role, action) => void key.addToResourcePolicy(admission(role, action, condition), true),
    // With the condition, KMS denies each `2-` payload. Without this variable, the functions would report each of them
    // as an error of the service, and an attacker could send many.
    variables: { ...variables, ...(isOurs && { LEGACY_LINKS: 'false' }) },
  };
}

/**
 * Names a deployment in the encryption context of KMS: the ARN of its stack, without the random ID, so that a stack that
 * is created again opens its earlier payloads. A stack may have several deployments.
 */
function contextOf(stack: Stack, name: string): string {
  const resourceName = name === stack.stackName ? name : `${stack.stackName}/${name}`;
  return stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName });
}

/**
 * A call for `3-` has the encryption context of src/callback/seal.ts. A call for `2-` has none, or that of the AWS
 * Encryption SDK. So, where such payloads may exist, the condition is only for the names that a call has: no call that names
 * another deployment is allowed.
 */
function ifSealedFor(deployment: string, isOurs: boolean): Condition {
  return {
    [isOurs ? 'StringEquals' : 'StringEqualsIfExists']: {
      'kms:EncryptionContext:application': 'countersign',
      'kms:EncryptionContext:deployment': deployment,
    },
  };
}

/**
 * The account may administer the key, so that it never depends on one person or role: an administrator of the account can
 * read, change and delete it, and change this policy. Nothing here lets the account use the key: each function that uses it
 * is added by its role. A `kms:Decrypt` on all keys, in a policy of somebody else, is not enough.
 */
function createKey(scope: Construct, name: string, removalPolicy: RemovalPolicy): Key {
  return new Key(scope, 'Key', {
    description: `Encrypts the data keys for the callback URLs of ${name}`,
    enableKeyRotation: true,
    // Without it, no open link works again, and no vote in a history can be checked.
    removalPolicy,
    pendingWindow: Duration.days(7),
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'Administer',
          principals: [new AccountRootPrincipal()],
          actions: ADMINISTRATION.map((verb) => `kms:${verb}`),
          // In a key policy, `*` means this key.
          resources: ['*'],
        }),
      ],
    }),
  });
}

/**
 * Admits a role through a condition, not as the principal. KMS refuses a policy with a principal that it cannot see yet, and
 * a new role may need some seconds (KMS API reference: PutKeyPolicy). The role still needs the permission in IAM.
 */
function admission(role: IRole, action: string, condition: Condition): PolicyStatement {
  return new PolicyStatement({
    principals: [new AccountRootPrincipal()],
    actions: [action],
    resources: ['*'],
    conditions: { ...condition, ArnEquals: { 'aws:PrincipalArn': role.roleArn } },
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
