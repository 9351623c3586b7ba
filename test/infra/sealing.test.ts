import { describe, expect, it } from 'vitest';
import { DEPLOYED, EVERYTHING, inWords, synthesized } from './synthesized.ts';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
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
].map((verb) => `kms:${verb} on *`);

type Deployed = ReturnType<typeof synthesized>;

const kmsPermissions = ({ functionPermissions }: Deployed) =>
  DEPLOYED.flatMap((entry) => functionPermissions(entry).filter((one) => one.startsWith('kms:')));

describe('the key', () => {
  const everything = synthesized(EVERYTHING);

  it('is new, rotates, and is deleted one week after the stack', () => {
    expect(everything.only('AWS::KMS::Key')).toMatchObject({
      EnableKeyRotation: true,
      PendingWindowInDays: 7,
    });
    expect(everything.ofType('AWS::KMS::Key')).toMatchObject([{ DeletionPolicy: 'Delete' }]);
  });

  it('may be administered by the account, and used only with the encryption context of Countersign', () => {
    const { Statement: statements } = everything.only('AWS::KMS::Key').KeyPolicy;
    const ifOurs = ' if {"StringEquals":{"kms:EncryptionContext:application":"countersign"}}';
    // In a key policy, `*` means this key.
    expect(inWords(statements, everything.resolve)).toEqual(
      [...ADMINISTRATION, `kms:Decrypt on *${ifOurs}`, `kms:GenerateDataKey on *${ifOurs}`].sort(),
    );
    for (const { Principal: principal } of statements)
      expect(everything.resolve(principal)).toEqual({ AWS: 'arn:aws:iam::123456789012:root' });
  });

  it('is not called for old links, because its policy does not allow it to decrypt them', () => {
    for (const entry of ['respond', 'slack'] as const)
      expect(everything.environmentOf(entry).LEGACY_LINKS).toBe('false');
  });

  it.each(['2', '2-legacy'])(
    'may be used with all encryption contexts for format %s, because this format has other contexts',
    (urlFormat) => {
      const deployed = synthesized({ ...EVERYTHING, urlFormat });
      const { Statement: statements } = deployed.only('AWS::KMS::Key').KeyPolicy;
      expect(inWords(statements, deployed.resolve)).toEqual(
        [...ADMINISTRATION, 'kms:Decrypt on *', 'kms:GenerateDataKey on *'].sort(),
      );
      expect(kmsPermissions(deployed).filter((one) => one.includes(' if '))).toEqual([]);
      for (const entry of ['create-urls', 'respond', 'slack', 'request-approval', 'tick'] as const)
        expect(deployed.environmentOf(entry)).not.toHaveProperty('LEGACY_LINKS');
      expect(deployed.environmentOf('respond').URL_FORMAT).toBe(urlFormat);
    },
  );

  it('can be an existing key, and is then used without a condition', () => {
    const deployed = synthesized({ ...EVERYTHING, keyArn: KEY_ARN });
    expect(deployed.ofType('AWS::KMS::Key')).toEqual([]);
    expect(new Set(kmsPermissions(deployed))).toEqual(
      new Set([`kms:GenerateDataKey on ${KEY_ARN}`, `kms:Decrypt on ${KEY_ARN}`]),
    );
    // A payload of the format `2-` has no data key that a proof could be sealed under.
    for (const entry of ['respond', 'slack', 'teams'] as const) {
      expect(deployed.functionPermissions(entry)).toContain(`kms:GenerateDataKey on ${KEY_ARN}`);
    }
    expect(deployed.environmentOf('respond').KEY_ID).toBe(KEY_ARN);
    expect(deployed.environmentOf('respond')).not.toHaveProperty('LEGACY_LINKS');
  });
});

describe('without encryption', () => {
  const deployed = synthesized({ ...EVERYTHING, encryption: 'false' });

  it('there is no key, and no function may use a key', () => {
    expect(deployed.ofType('AWS::KMS::Key')).toEqual([]);
    expect(kmsPermissions(deployed)).toEqual([]);
    for (const entry of DEPLOYED) expect(Object.keys(deployed.environmentOf(entry))).not.toContain('KEY_ID');
  });

  it('the next step begins with a warning', () => {
    expect(deployed.resolve(deployed.outputs.NextStep?.Value)).toMatch(
      /^Encryption is disabled: each person who sees a callback URL can read its task token\. Create the Slack app/,
    );
  });
});
