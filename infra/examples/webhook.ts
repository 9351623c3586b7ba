import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  Fail,
  IntegrationPattern,
  JsonPath,
  LogLevel,
  StateMachine,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Countersign } from 'countersign';

/*
 * A webhook with a post action. A state machine starts a scan at another company, and waits. The scanner posts its report to the
 * callback URL, and the report decides: without findings it is the output of the state, otherwise the execution fails.
 * Start the state machine with {"image": "shop:1.2"}.
 */
export const app = new App();
const stack = new Stack(app, 'Webhook');

// It asks no people, so it needs no e-mail address and no channel.
const countersign = new Countersign(stack, 'Countersign', { postActions: true });

const startScan = new LambdaFunction(stack, 'StartScan', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  timeout: Duration.seconds(30),
  environment: {
    CREATE_URLS_FUNCTION: countersign.functions.createUrls.functionName,
    SCANNER_URL: 'https://scanner.example.com/scans',
  },
  code: Code.fromInline(`
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');
const report = (findings) => ({ type: 'object', properties: { findings }, required: ['findings'] });
const outcomes = [
  { name: 'clean', type: 'success', schema: report({ const: 0 }), output_body: true },
  { name: 'unsafe', type: 'failure', schema: report({ type: 'integer', minimum: 1 }), error: 'Unsafe', cause_path: '$.summary' },
];
exports.handler = async ({ token, image }) => {
  const { CREATE_URLS_FUNCTION: FunctionName, SCANNER_URL } = process.env;
  const Payload = JSON.stringify({ token, actions: [{ name: 'report', type: 'post', outcomes }] });
  const answer = await new LambdaClient({}).send(new InvokeCommand({ FunctionName, Payload }));
  const { urls, message } = JSON.parse(Buffer.from(answer.Payload).toString());
  if (!urls) throw new Error(message);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ image, callback: urls.report });
  const { ok, status } = await fetch(SCANNER_URL, { method: 'POST', headers, body });
  if (!ok) throw new Error('The scanner answered with the status ' + status + '.');
};`),
});
countersign.grantMint(startScan);

const scan = new LambdaInvoke(stack, 'Scan', {
  lambdaFunction: startScan,
  integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
  payload: TaskInput.fromObject({ token: JsonPath.taskToken, image: JsonPath.stringAt('$.image') }),
  taskTimeout: Timeout.duration(Duration.hours(1)),
  resultPath: '$.report',
});
scan.addCatch(new Fail(stack, 'Unsafe', { error: 'Unsafe', causePath: '$.report.Cause' }), {
  errors: ['Unsafe'],
  resultPath: '$.report',
});
const machine = new StateMachine(stack, 'Machine', {
  stateMachineName: 'Webhook',
  definitionBody: DefinitionBody.fromChainable(scan.next(new Succeed(stack, 'Safe'))),
  // The data of an execution contains task tokens.
  logs: { destination: new LogGroup(stack, 'Log'), level: LogLevel.ALL, includeExecutionData: false },
  tracingEnabled: true,
});
countersign.grantComplete(machine);
