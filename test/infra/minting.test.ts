import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const THEIRS = 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls';
const MINTING = ['request-approval', 'slack'] as const;

describe('callback URLs of approval requests', () => {
  it('are encrypted by the functions that send the requests', () => {
    const own = synthesized(EVERYTHING);
    for (const entry of MINTING) {
      expect(own.environmentOf(entry)).not.toHaveProperty('CREATE_URLS_FUNCTION');
      expect(own.functionPermissions(entry).join()).toContain('kms:GenerateDataKey');
    }
  });

  it('come from an existing function, and point to this API if the deployment has its key', () => {
    const through = synthesized({ ...EVERYTHING, createUrlsFunction: THEIRS, keyArn: KEY_ARN });
    const api = through.resolve(through.outputs.Api?.Value);
    for (const entry of MINTING) {
      expect(through.environmentOf(entry)).toMatchObject({
        CREATE_URLS_FUNCTION: THEIRS,
        CALLBACK_BASE_URL: api,
      });
      expect(through.functionPermissions(entry)).toContain(`lambda:InvokeFunction on ${THEIRS}`);
    }
    // This deployment decrypts the payloads of the buttons.
    expect(through.functionPermissions('slack').join()).toContain(`kms:Decrypt on ${KEY_ARN} if`);
  });

  it('point to the API of the existing function if the deployment does not have its key', () => {
    const through = synthesized({ emails: 'a@example.com', createUrlsFunction: THEIRS });
    expect(through.environmentOf('request-approval')).toMatchObject({ CREATE_URLS_FUNCTION: THEIRS });
    expect(through.environmentOf('request-approval')).not.toHaveProperty('CALLBACK_BASE_URL');
    // It proves what it sends, and reads what it has proved.
    const ifOurs =
      ' if {"StringEquals":{"kms:EncryptionContext:application":"countersign",' +
      '"kms:EncryptionContext:deployment":"arn:aws:cloudformation:eu-central-1:123456789012:stack/Countersign"}}';
    expect(through.functionPermissions('request-approval')).toEqual([
      expect.stringContaining('events:PutEvents on '),
      `kms:Decrypt on arn:Key${ifOurs}`,
      `kms:GenerateDataKey on arn:Key${ifOurs}`,
      `lambda:InvokeFunction on ${THEIRS}`,
      'sns:GetSubscriptionAttributes on arn:ApprovalWorkflowTopic',
      'sns:ListSubscriptionsByTopic on arn:ApprovalWorkflowTopic',
      'sns:Publish on arn:ApprovalWorkflowTopic',
      'states:GetExecutionHistory on arn:aws:states:eu-central-1:123456789012:execution:Countersign-ApprovalEmails:*',
      'states:GetExecutionHistory on arn:aws:states:eu-central-1:123456789012:execution:Countersign-ApprovalTimer:*',
      'states:StartExecution on arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalOutcome',
      'states:StartExecution on arn:aws:states:eu-central-1:123456789012:stateMachine:Countersign-ApprovalTimer',
    ]);
  });

  it('cannot be used in Slack if the deployment does not have the key', () => {
    expect(() => synthesized({ ...EVERYTHING, createUrlsFunction: THEIRS })).toThrow(
      'createUrlsFunction=… with Slack needs keyArn=…',
    );
  });
});

describe('output parameters and post actions', () => {
  it.each([
    [{}, 'false', 'false'],
    [{ outputParameters: 'true' }, 'true', 'false'],
    [{ postActions: 'true' }, 'false', 'true'],
  ])('are allowed both in create-urls and in respond: %j', (context, parameters, postActions) => {
    const deployed = synthesized({ ...EVERYTHING, ...context });
    for (const entry of ['create-urls', 'respond'] as const) {
      expect(deployed.environmentOf(entry)).toMatchObject({
        ENABLE_OUTPUT_PARAMETERS: parameters,
        ENABLE_POST_ACTIONS: postActions,
      });
    }
    // Approval requests do not use these features.
    expect(JSON.stringify(MINTING.map(deployed.environmentOf))).not.toContain('ENABLE_');
  });
});
