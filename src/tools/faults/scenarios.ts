import { newest } from './ends.ts';
import type { Scenario } from './scenario.ts';
import { createUrls, openLink, pressLink } from './scenarios/links.ts';
import { remind } from './scenarios/reminders.ts';
import { openForm, sendTo, startByCommand, startByForm } from './scenarios/requests.ts';
import { approveInSlack, openRejection, submitRejection } from './scenarios/slack-decisions.ts';
import { openCancellation, openHome, readBy, submitCancellation } from './scenarios/slack-views.ts';
import { approveInTeams, startInTeams } from './scenarios/teams.ts';

export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'A request is sent',
    uses: ['kms', 'states', 'sns', 'events', 'slack', 'teams', 'entra', 'secretsmanager'],
    play: sendTo(),
  },
  {
    title: 'A request is sent to an approver',
    uses: ['sns', 'slack'],
    play: sendTo({ approvers: ['ben@example.com'] }),
  },
  {
    title: 'A request is sent, and another function creates its URLs',
    uses: ['lambda'],
    env: { CREATE_URLS_FUNCTION: 'create-urls' },
    play: sendTo(),
  },
  { title: 'A link is opened', uses: ['kms', 'states'], play: openLink },
  { title: 'A link decides', uses: ['kms', 'states'], play: pressLink() },
  {
    title: 'A link decides, after its history was read',
    uses: ['states'],
    play: pressLink('GetExecutionHistory'),
  },
  {
    title: 'Approve is pressed in Slack',
    uses: ['kms', 'states', 'slack', 'teams', 'secretsmanager'],
    play: approveInSlack,
  },
  {
    title: 'Approve is pressed in Teams',
    uses: ['kms', 'states', 'teams', 'entra'],
    play: approveInTeams,
  },
  {
    title: 'Reject is pressed in Slack, which asks for a reason',
    uses: ['kms', 'states', 'slack', 'secretsmanager'],
    play: openRejection,
  },
  {
    title: 'The reason is submitted in Slack, which rejects',
    uses: ['kms', 'states', 'slack', 'secretsmanager'],
    play: submitRejection,
  },
  { title: '`/approval start`', uses: ['states', 'slack', 'secretsmanager'], play: startByCommand },
  { title: '`@Countersign start` in Teams', uses: ['states', 'teams', 'entra'], play: startInTeams },
  { title: '`/approval list`', uses: ['states', 'slack', 'secretsmanager'], play: readBy(() => 'list') },
  {
    title: '`/approval status`',
    uses: ['states', 'slack', 'secretsmanager'],
    play: readBy((stage) => `status ${newest(stage).name}`),
  },
  {
    title: '`/approval cancel`, which asks for confirmation',
    uses: ['states', 'slack', 'secretsmanager'],
    play: openCancellation,
  },
  {
    title: 'The cancellation is confirmed',
    uses: ['states', 'slack', 'secretsmanager'],
    play: submitCancellation,
  },
  { title: 'The form is opened', uses: ['slack', 'secretsmanager'], play: openForm },
  { title: 'The form is submitted', uses: ['states', 'slack', 'secretsmanager'], play: startByForm },
  { title: 'The home tab is opened', uses: ['kms', 'states', 'slack', 'secretsmanager'], play: openHome },
  {
    title: 'An approval has ended, and its outcome is told',
    uses: ['states', 'sns', 'events', 'slack', 'teams', 'entra', 'secretsmanager'],
    play: pressLink('SendTaskSuccess'),
  },
  { title: 'A reminder is due', uses: ['states', 'sns', 'slack', 'teams'], play: remind() },
  {
    title: 'A reminder is due, and a person decides in the same moment',
    uses: ['sns', 'slack'],
    play: remind(true),
  },
  { title: 'create-urls is called', uses: ['kms'], play: createUrls },
];
