import { Duration, Stack } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  DefinitionBody,
  JsonPath,
  Pass,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ApprovalTask, type ICountersign } from '../approval-task.ts';

/*
 * A state machine that asks for access to a database: with answers of its own, a form, reminders, and a group that may decide after
 * a day. Its input is such as {"person": "Ann", "database": "orders"}.
 */
export class DatabaseAccess extends Stack {
  /** @param countersign a deployment of the same app, or one of another app by the ARNs of its functions */
  constructor(scope: Construct, id: string, countersign: ICountersign) {
    super(scope, id);
    const approval = new ApprovalTask(this, 'Access?', {
      countersign,
      title: JsonPath.format(
        'Access of {} to {}',
        JsonPath.stringAt('$.person'),
        JsonPath.stringAt('$.database'),
      ),
      approvers: ['owners@example.com'],
      remind: { after: Duration.hours(4), every: Duration.days(1) },
      escalate: [{ after: Duration.days(1), to: ['S0123456789'] }],
      inputs: [
        { name: 'role', label: 'Role', type: 'choice', options: ['reader', 'writer'], default: 'reader' },
        { name: 'ticket', label: 'Ticket', type: 'text', required: true },
        { name: 'day', label: 'On which day again?', type: 'date' },
      ],
      actions: [
        {
          name: 'one_hour',
          label: 'Approve for 1 hour',
          style: 'primary',
          outcome: 'approve',
          output: { seconds: 3600 },
          inputs: ['role', 'ticket'],
        },
        {
          name: 'one_day',
          label: 'Approve for 1 day',
          outcome: 'approve',
          output: { seconds: 86_400 },
          inputs: ['role', 'ticket'],
        },
        { name: 'later', label: 'Ask again later', outcome: 'other', inputs: ['day'] },
        { name: 'refuse', label: 'Refuse', outcome: 'reject' },
      ],
      timeout: Duration.days(3),
    });
    // The output of the task is in `approval`. An answer that is neither an approval nor a rejection goes this way too.
    const granted = new Choice(this, 'Granted?')
      .when(
        Condition.stringEquals('$.approval.decision.outcome', 'other'),
        new Pass(this, 'Plan another question'),
      )
      .otherwise(new Pass(this, 'Open the database'));
    new StateMachine(this, 'Machine', {
      stateMachineName: 'DatabaseAccess',
      definitionBody: DefinitionBody.fromChainable(approval.next(granted)),
    });
  }
}
