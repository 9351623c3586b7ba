import type { ApprovalTaskProps } from './approval-task-props.ts';
import { timeOf } from './durations.ts';

/** The request in the input of request-approval (see src/approval/request.ts). */
export function requestOf(props: ApprovalTaskProps): Record<string, unknown> {
  const members = {
    name: props.title,
    title: props.title,
    details: props.details,
    requester: props.requester,
    requester_id: props.requesterId,
    requester_email: props.requesterEmail,
    approvers: props.approvers,
    approvals: props.approvals,
    rejections: props.rejections,
    unanimous: props.unanimous,
    stages: each(props.stages, ({ escalate, ...stage }) => ({ ...stage, escalate: escalations(escalate) })),
    delegation: props.delegation,
    remind: reminders(props.remind),
    escalate: escalations(props.escalate),
    actions: props.actions,
    inputs: props.inputs,
    self_approval: props.selfApproval,
    confirm: props.confirm,
    channel: props.channel,
    teams_channel: props.teamsChannel,
    surfaces: props.surfaces,
    comment: props.comment,
    locale: props.locale,
  };
  return given(members);
}

function reminders(remind: ApprovalTaskProps['remind']): unknown {
  if (typeof remind !== 'object') return remind;
  const { after, every, beforeExpiry } = remind;
  return given({
    after: timeOf(after),
    every: every && timeOf(every),
    before_expiry: beforeExpiry && timeOf(beforeExpiry),
  });
}

function escalations(escalate: ApprovalTaskProps['escalate']): unknown {
  return each(escalate, ({ after, to }) => ({ after: timeOf(after), to }));
}

/** The members of a list. An expression, which gives the list at run time, stays as it is. */
function each<T>(
  list: readonly T[] | string | undefined,
  toMembers: (one: T) => Record<string, unknown>,
): unknown {
  return typeof list === 'object' ? list.map((one) => given(toMembers(one))) : list;
}

function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
