import { describe, expect, it } from 'vitest';
import { type Context, DEPLOYED, EVERYTHING, inWords, synthesized } from './synthesized.ts';

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

/** The roles that seal payloads, and those that open them. */
const ROLES = {
  seal: [
    'CallbackApiCreateUrls',
    'ApprovalWorkflowRequestApproval',
    'SlackEndpointSlack',
    'ApprovalWorkflowTick',
  ],
  open: [
    'CallbackApiRespond',
    'SlackEndpointSlack',
    'TeamsEndpointTeams',
    // They read what was proved.
    'ApprovalWorkflowRequestApproval',
    'ApprovalWorkflowTellOutcome',
    'ApprovalWorkflowTick',
  ],
  /** They prove answers that are given with payloads of the format `2-`. */
  proveAnswers: ['CallbackApiRespond', 'TeamsEndpointTeams'],
};
const NAME = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Countersign';

type Deployed = ReturnType<typeof synthesized>;
type Operator = 'StringEquals' | 'StringEqualsIfExists';

const names = (deployment: string) => ({
  'kms:EncryptionContext:application': 'countersign',
  'kms:EncryptionContext:deployment': deployment,
});

const ifNamed = (deployment: string, operator: Operator) => JSON.stringify({ [operator]: names(deployment) });

const ifBy = (role: string, operator: Operator) =>
  ` if ${JSON.stringify({ [operator]: names(NAME), ArnEquals: { 'aws:PrincipalArn': `arn:${role}Role` } })}`;

/** The policy of the key, in the format of {@link inWords}. */
const keyPolicyOf = ({ only, resolve }: Deployed) =>
  inWords(only('AWS::KMS::Key').KeyPolicy.Statement, resolve);

const kmsPermissions = ({ functionPermissions }: Deployed) =>
  DEPLOYED.flatMap((entry) => functionPermissions(entry).filter((one) => one.startsWith('kms:')));

describe('the key', () => {
  const everything = synthesized(EVERYTHING);

  it('is new, rotates, is kept, and could be restored for a week if it were deleted', () => {
    expect(everything.only('AWS::KMS::Key')).toMatchObject({
      EnableKeyRotation: true,
      PendingWindowInDays: 7,
    });
    expect(everything.ofType('AWS::KMS::Key')).toMatchObject([{ DeletionPolicy: 'RetainExceptOnCreate' }]);
  });

  it('may be administered by the account, and used by the roles of the functions, each with its own action', () => {
    const admitted = [
      ...ROLES.open.map((role) => `kms:Decrypt on *${ifBy(role, 'StringEquals')}`),
      ...ROLES.seal.map((role) => `kms:GenerateDataKey on *${ifBy(role, 'StringEquals')}`),
    ];
    expect(keyPolicyOf(everything)).toEqual([...ADMINISTRATION, ...admitted].sort());
  });

  it('names the account as the principal, because KMS refuses a role that it cannot see yet', () => {
    for (const { Principal: principal } of everything.only('AWS::KMS::Key').KeyPolicy.Statement)
      expect(everything.resolve(principal)).toEqual({ AWS: 'arn:aws:iam::123456789012:root' });
  });

  it('names the deployment by its stack, or as the setting says', () => {
    const contextOf = (context: Context) => synthesized(context).environmentOf('respond').KEY_CONTEXT;
    expect(contextOf(EVERYTHING)).toBe(NAME);
    expect(contextOf({ ...EVERYTHING, stackName: 'Staging' })).toBe(NAME.replace('Countersign', 'Staging'));
    const shared = { ...EVERYTHING, keyContext: 'approvals' };
    expect(contextOf(shared)).toBe('approvals');
    const conditions = kmsPermissions(synthesized(shared)).map((one) => one.split(' if ')[1]);
    expect(new Set(conditions)).toEqual(new Set([ifNamed('approvals', 'StringEquals')]));
  });

  it('is not called for old links, because its policy does not allow it to decrypt them', () => {
    for (const entry of ['respond', 'slack'] as const)
      expect(everything.environmentOf(entry).LEGACY_LINKS).toBe('false');
  });

  it.each(['2', '2-legacy'])(
    'may be used for format %s, which has no names of ours in its context, but for no other deployment',
    (urlFormat) => {
      const deployed = synthesized({ ...EVERYTHING, urlFormat });
      const admitted = [
        ...ROLES.open.map((role) => `kms:Decrypt on *${ifBy(role, 'StringEqualsIfExists')}`),
        ...[...ROLES.seal, ...ROLES.proveAnswers].map(
          (role) => `kms:GenerateDataKey on *${ifBy(role, 'StringEqualsIfExists')}`,
        ),
      ];
      expect(keyPolicyOf(deployed)).toEqual([...ADMINISTRATION, ...admitted].sort());
      for (const permission of kmsPermissions(deployed))
        expect(permission.split(' if ')[1]).toBe(ifNamed(NAME, 'StringEqualsIfExists'));
      for (const entry of ['create-urls', 'respond', 'slack', 'request-approval', 'tick'] as const)
        expect(deployed.environmentOf(entry)).not.toHaveProperty('LEGACY_LINKS');
      expect(deployed.environmentOf('respond').URL_FORMAT).toBe(urlFormat);
    },
  );

  it('can be an existing key, and is then not used for other deployments under this key', () => {
    const deployed = synthesized({ ...EVERYTHING, keyArn: KEY_ARN });
    expect(deployed.ofType('AWS::KMS::Key')).toEqual([]);
    const ofThisDeployment = ifNamed(NAME, 'StringEqualsIfExists');
    expect(new Set(kmsPermissions(deployed))).toEqual(
      new Set([
        `kms:GenerateDataKey on ${KEY_ARN} if ${ofThisDeployment}`,
        `kms:Decrypt on ${KEY_ARN} if ${ofThisDeployment}`,
      ]),
    );
    // A payload of the format `2-` has no data key that a proof could be sealed under.
    for (const entry of ['respond', 'slack', 'teams'] as const) {
      expect(deployed.functionPermissions(entry)).toContain(
        `kms:GenerateDataKey on ${KEY_ARN} if ${ofThisDeployment}`,
      );
    }
    expect(deployed.environmentOf('respond')).toMatchObject({ KEY_ID: KEY_ARN, KEY_CONTEXT: NAME });
    expect(deployed.environmentOf('respond')).not.toHaveProperty('LEGACY_LINKS');
  });
});

describe('without encryption', () => {
  const deployed = synthesized({ ...EVERYTHING, encryption: 'false' });

  it('there is no key, and no function may use a key', () => {
    expect(deployed.ofType('AWS::KMS::Key')).toEqual([]);
    expect(kmsPermissions(deployed)).toEqual([]);
    for (const entry of DEPLOYED) {
      for (const variable of ['KEY_ID', 'KEY_CONTEXT'])
        expect(Object.keys(deployed.environmentOf(entry))).not.toContain(variable);
    }
  });

  it('the next step begins with a warning', () => {
    expect(deployed.resolve(deployed.outputs.NextStep?.Value)).toMatch(
      /^Encryption is disabled: each person who sees a callback URL can read its task token\. Create the Slack app/,
    );
  });
});
