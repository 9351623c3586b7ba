import { describe, expect, it } from 'vitest';
import { EVERYTHING, synthesized } from './synthesized.ts';

const STATES = 'arn:aws:states:eu-central-1:123456789012';
const OWN = 'Countersign-ApprovalEmails';

type Deployed = ReturnType<typeof synthesized>;

/** Returns the resources for which a function may call an action. */
const resourcesOf = (
  { functionPermissions }: Deployed,
  entry: 'respond' | 'slack' | 'tell-outcome',
  action: string,
) =>
  functionPermissions(entry)
    .filter((one) => one.startsWith(`${action} on `))
    .map((one) => one.slice(`${action} on ${STATES}:`.length));

const watched = ({ ofType, resolve }: Deployed) =>
  ofType('AWS::Events::Rule').map(({ Properties }) => resolve(Properties.EventPattern));

/** ApprovalTimer knows where the messages are that escalations added. */
const TIMERS = 'execution:Countersign-ApprovalTimer:*';

describe('the tasks that a deployment may complete', () => {
  it('are the tasks of its own state machine by default', () => {
    const own = synthesized(EVERYTHING);
    for (const action of ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat']) {
      expect(resourcesOf(own, 'respond', action)).toEqual([`stateMachine:${OWN}`]);
      expect(resourcesOf(own, 'slack', action)).toEqual([`stateMachine:${OWN}`]);
    }
  });

  it('can be the tasks of all state machines and activities in its region and account', () => {
    const all = synthesized({ ...EVERYTHING, stateMachines: 'all' });
    expect(resourcesOf(all, 'respond', 'states:SendTaskSuccess')).toEqual(['activity:*', 'stateMachine:*']);
    expect(resourcesOf(all, 'respond', 'states:GetExecutionHistory')).toEqual(['execution:*']);
    expect(resourcesOf(all, 'tell-outcome', 'states:GetExecutionHistory')).toEqual(['execution:*', TIMERS]);
    // /approval starts only executions of its own state machine. It lists and cancels those of all.
    expect(resourcesOf(all, 'slack', 'states:StartExecution')).toEqual([
      `stateMachine:${OWN}`,
      'stateMachine:Countersign-ApprovalOutcome',
    ]);
    expect(resourcesOf(all, 'slack', 'states:ListExecutions')).toEqual(['stateMachine:*']);
    expect(all.functionPermissions('slack')).toContain('states:ListStateMachines on *');
    expect(resourcesOf(all, 'slack', 'states:StopExecution')).toEqual(['execution:*']);
  });

  it('can be the tasks of its own state machine, and of named state machines and activities', () => {
    const named = [
      `${STATES}:stateMachine:Orders`,
      `${STATES}:stateMachine:Release-*`,
      `${STATES}:activity:Weigh`,
    ];
    const listed = synthesized({ ...EVERYTHING, stateMachines: named.join(' , ') });
    // The children of a distributed Map are executions of `MACHINE/LABEL`.
    expect(resourcesOf(listed, 'respond', 'states:SendTaskFailure')).toEqual([
      'activity:Weigh',
      `stateMachine:${OWN}`,
      'stateMachine:Orders',
      'stateMachine:Orders/*',
      'stateMachine:Release-*',
      'stateMachine:Release-*/*',
    ]);
    expect(resourcesOf(listed, 'slack', 'states:ListExecutions')).toEqual([
      `stateMachine:${OWN}`,
      'stateMachine:Orders',
      'stateMachine:Release-*',
    ]);
    expect(listed.functionPermissions('slack')).toContain('states:ListStateMachines on *');
    expect(resourcesOf(listed, 'slack', 'states:StopExecution')).toEqual(
      resourcesOf(listed, 'slack', 'states:GetExecutionHistory'),
    );
    for (const entry of ['respond', 'slack', 'tell-outcome'] as const) {
      const read = resourcesOf(listed, entry, 'states:GetExecutionHistory');
      expect(read.filter((one) => one !== TIMERS)).toEqual([
        `execution:${OWN}:*`,
        'execution:Orders/*',
        'execution:Orders:*',
        'execution:Release-*/*',
        'execution:Release-*:*',
      ]);
    }
    for (const entry of ['request-approval', 'slack'] as const) {
      expect(listed.environmentOf(entry).STATE_MACHINES).toBe(
        [`${STATES}:stateMachine:${OWN}`, ...named].join(','),
      );
    }
    const pattern = {
      detail: {
        stateMachineArn: [
          `${STATES}:stateMachine:${OWN}`,
          `${STATES}:stateMachine:Orders`,
          // Without `wildcard`, EventBridge compares the name exactly.
          { wildcard: `${STATES}:stateMachine:Release-*` },
          { wildcard: `${STATES}:stateMachine:Orders/*` },
          { wildcard: `${STATES}:stateMachine:Release-*/*` },
        ],
      },
    };
    expect(watched(listed)).toMatchObject([pattern, pattern]);
  });
});
