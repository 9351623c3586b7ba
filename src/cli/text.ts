import { outcomeOfAnswer } from '../approval/actions.ts';
import type { Resolution, Vote } from '../approval/approval.ts';
import type { AskedRequest } from '../approval/asked-request.ts';
import { oneLine } from '../approval/text.ts';
import type { CallError } from '../aws/call-error.ts';
import { en } from '../wording/languages/en.ts';
import { LANGUAGES } from '../wording/languages.ts';
import { personText } from '../wording/person.ts';

// The command speaks English, like other programs of a terminal. The request is in its own language.

export const SEE_HELP = 'countersign --help shows the options.';

/** The package of the Teams app, if no other file is named. */
export const DEFAULT_PACKAGE = 'countersign-teams.zip';

export const USAGE = `Usage: countersign ask --title "Release 1.2" --approvers ann@example.com --wait
       countersign get <id> [--wait]
       countersign mcp --approvers ann@example.com
       countersign manifest slack --url <url> | --socket-mode
       countersign manifest teams --app-id <id>
       countersign check <file or ARN>

Asks people for an approval, in Slack, in Teams and by e-mail, through a deployment of Countersign in AWS.

  ask       sends a request, and prints its id. With --wait, it waits for the answer, prints it, and exits with its code
  get       prints how a request stands, and exits with the code of its answer
  mcp       serves the tools request_approval and get_approval to an AI agent (Model Context Protocol, on standard input and
            output). What the options say about the request, the agent cannot change
  manifest  makes the file from which you create the app in Slack or in Teams. It calls nothing
  check     says what the approvals in a state machine of yours lack, and prints the JSON to paste. It reads a definition, a template of
            CloudFormation in JSON, such as those of cdk.out, or a state machine in AWS. With --json, it prints a report

The request:
  --title <text>             what is asked
  --name <text>              who or what it is for, by default the title
  --detail <label>=<text>    a line below the title; may be given more than once
  --approvers <list>         only these people may decide: e-mail addresses, Slack users and groups, people in Teams
  --approvals <number>       how many people must approve
  --requester <text>         who asks, by default the state machine
  --requester-email <address>
  --channel <id>, --teams-channel <id>
                             where it is posted, by default in the channel of the deployment
  --surfaces <list>          where it is shown: some of slack, teams and email
  --comment <text>           required: an answer needs a comment; optional: people are asked for one
  --locale <text>            its language: ${LANGUAGES.join(', ')}
  --request <file>           the whole input of a request in JSON, with members that have no option, such as actions and inputs.
                             - reads standard input. Other options count more

The answer (ask and get):
  --wait                     waits for it
  --interval <duration>      how often to look, by default every 5s
  --json                     prints one line of JSON

The deployment:
  --state-machine <ARN>      the output StateMachine of the deployment, or COUNTERSIGN_STATE_MACHINE
  --stack <name>             otherwise, the stack that has this output: by default COUNTERSIGN_STACK, or Countersign
  --region <region>          the region of the stack, by default that of the AWS settings
  --endpoint-url <URL>       another endpoint than AWS, such as http://127.0.0.1:4566 of npm start; also of check

Credentials come from where all AWS programs look for them. They need states:StartExecution on the state machine and
states:DescribeExecution on its executions, and without --state-machine, cloudformation:DescribeStacks on the stack. With an ARN, check
needs states:DescribeStateMachine.

The Slack app (manifest slack), whose manifest is printed. Paste it at https://api.slack.com/apps (Create New App, From a manifest):
  --url <URL>                the endpoint that Slack calls: the output SlackRequestUrl or Api of the deployment
  --socket-mode              for npm start on your machine; Slack calls no endpoint
  --command <command>        a second app in a workspace needs another one than /approval (setting slackCommand)
  --name <name>              its name, by default Countersign (setting slackAppName)

The Teams app (manifest teams), whose package is written. Upload it in Teams (Apps, Manage your apps, Upload an app):
  --app-id <id>              the application (client) id of the bot (setting teamsAppId)
  --name <name>              its name, by default Countersign (setting teamsAppName)
  --developer <name>         who runs it, by default Countersign
  --website <URL>            where its users get help; also the address of the privacy policy and the terms of use
  --out <file>               the file to write, by default ${DEFAULT_PACKAGE}

Exit codes:
  0    approved; of ask without --wait: sent; of manifest: done; of check: no problems
  1    rejected; of check: there are problems
  2    expired
  3    answered, neither an approval nor a rejection
  4    cancelled or failed
  5    no answer yet (get without --wait)
  64   the options or the request are wrong
  69   AWS could not be asked
  70   a defect of this program
  130, 143
       interrupted; a request that was sent is not withdrawn

countersign --version prints the version.
`;

export function noCommand(given: string | undefined): string {
  return given === undefined
    ? `Name a command: ask, get, mcp, manifest or check. ${SEE_HELP}`
    : `“${oneLine(given)}” is no command. Name one: ask, get, mcp, manifest or check. ${SEE_HELP}`;
}

export function noApp(given: string | undefined): string {
  return given === undefined
    ? `Name an app: manifest slack or manifest teams. ${SEE_HELP}`
    : `“${oneLine(given)}” is no app. Name one: manifest slack or manifest teams. ${SEE_HELP}`;
}

export function wrotePackage(file: string): string {
  return `Wrote ${file}. Upload it in Teams (Apps, Manage your apps, Upload an app).`;
}

export const STDIN_IS_TAKEN =
  'With mcp, standard input is for the agent, so --request - cannot read it. Name a file.';

export function notAnId(id: string): string {
  return `“${oneLine(id)}” is not the id of a request, which is the ARN of its execution: arn:…:states:…:execution:….`;
}

export function notAStateMachine(arn: string): string {
  return `“${oneLine(arn)}” is not the ARN of a state machine. Give the output StateMachine of the deployment, arn:…:states:…:stateMachine:….`;
}

export function otherStateMachine(id: string, machine: string): string {
  return `${id} is not a request of ${machine}. Name the state machine that it was sent through.`;
}

export function waitsFor({ title }: { readonly title: string }, id: string): string {
  return `Sent: ${title}\nWaiting for the answer to ${id}`;
}

export function interruptedWhileWaiting(id: string): string {
  return `Interrupted. The request still waits for an answer.
  countersign get ${id} --wait
shows the answer. To withdraw the request:
  aws stepfunctions stop-execution --execution-arn ${id} --cause "no longer needed"`;
}

export function mayStillWait(id: string): string {
  return `The request was sent, and may still wait for an answer. countersign get ${id} --wait shows it.`;
}

export const NO_TITLE = 'The request has no title. Give one, such as --title "Release 1.2".';

export function tooManyDetails(most: number): string {
  return `The request has too many details: not all of them would be shown. Send at most ${most}, with 3,500 characters in all.`;
}

export const INTERRUPTED_BEFORE_SENDING = 'Interrupted. Nothing was sent.';

export const INTERRUPTED_WHILE_SENDING =
  'Interrupted while the request was sent. Look in Slack, Teams or the e-mails whether it is there.';

export const INTERRUPTED_WHILE_READING = 'Interrupted before AWS gave the definition.';

export const INTERRUPTED_WHILE_LOOKING = 'Interrupted before AWS told how the request stands.';

/** How a request stands, for people. It is one line, or one more for each vote, and none begins with text of other people. */
export function standing({ title, resolution, votes }: AskedRequest): string {
  if (!resolution) return `Waiting for an answer: ${title}`;
  const end = ended(resolution);
  return [`${end} · ${title}`, ...(votes.length > 1 ? votes.map((vote) => `  ${voted(vote)}`) : [])].join(
    '\n',
  );
}

/** One sentence: how a request ended. */
export function ended({ vote, ...resolution }: Resolution): string {
  return vote ? voted(vote, resolution.status) : oneLine(en.resolved(resolution));
}

const STATUS = { approve: 'approved', reject: 'rejected', other: 'answered' } as const;

function voted(vote: Vote, status: Resolution['status'] = STATUS[outcomeOfAnswer(vote)]): string {
  return oneLine(en.resolved({ status, vote, at: vote.at }, personText(vote.who)));
}

/** What a {@link CallError} means, and what to do. */
export function explained({ problem, message }: CallError): string {
  const said = oneLine(message);
  switch (problem) {
    case 'noCredentials':
      return 'There are no AWS credentials. Sign in (aws login, aws sso login), or in a pipeline, assume a role first.';
    case 'wrongCredentials':
      return `AWS does not accept these credentials (${said}). Sign in again.`;
    case 'expiredCredentials':
      return 'The AWS credentials have expired. Sign in again. In a pipeline, let the session of the role last longer than the request waits.';
    case 'noRegion':
      return 'The AWS region is missing or wrong. Set AWS_REGION, or give --region or --state-machine.';
    case 'notPermitted':
      return `These credentials do not allow this. An administrator must add the permission. AWS says: ${said}`;
    case 'noStateMachine':
      return `There is no such state machine. Check the ARN: that of a deployment is its output StateMachine. AWS says: ${said}`;
    case 'noExecution':
      return `There is no such request, or it ended more than 90 days ago. AWS says: ${said}`;
    case 'noStack':
      return `The deployment was not found. Give --stack or --state-machine, and check the region. AWS says: ${said}`;
    case 'refusedInput':
      return `Step Functions does not accept this request. AWS says: ${said}`;
    case 'unavailable':
      return `AWS cannot be reached (${said}).`;
    case 'other':
      return `AWS refused the call (${said}).`;
  }
}

export function waitsOn(error: CallError): string {
  return `${explained(error)} The request still waits, and so does this program.`;
}
