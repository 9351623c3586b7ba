import { createAws } from './aws.ts';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { deploy } from './deployment.ts';
import { functionsOf } from './functions.ts';
import { readLogs } from './logs.ts';
import { subscribeMailbox } from './mailbox.ts';
import { createMinter } from './minter.ts';
import { adaptPermissions } from './permissions.ts';
import { connectSlack } from './slack.ts';
import { connectTeams } from './teams.ts';
import { createWorkflows } from './workflows.ts';

/** Deploys Countersign, with the resources and fakes that the test needs. */
export async function deployWorld() {
  const cleanup = createCleanup();
  try {
    return { ...(await deployAll(cleanup)), close: cleanup.run };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

export type DeployedWorld = Awaited<ReturnType<typeof deployWorld>>;

async function deployAll(cleanup: Cleanup) {
  const aws = createAws();
  const { stackName, outputs, others } = await deploy(aws, cleanup);
  const functions = await functionsOf(stackName, aws);
  await adaptPermissions(functions, [outputs.StateMachine, ...Object.values(others)], aws);
  const topicArn = functions.map(({ variables }) => variables.TOPIC_ARN).find(Boolean) ?? '';
  return {
    aws,
    outputs,
    minter: await createMinter(`${stackName}-Minter`, [outputs.Policy], { outputs, aws, cleanup }),
    stranger: await createMinter(`${stackName}-Stranger`, [], { outputs, aws, cleanup }),
    logs: readLogs(functions, aws),
    mailbox: await subscribeMailbox(topicArn, stackName, aws, cleanup),
    workflows: await createWorkflows(aws.stepFunctions, outputs.StateMachine, others, cleanup),
    slack: await connectSlack(functions, outputs.SlackRequestUrl, aws, cleanup),
    teams: await connectTeams(functions, outputs.TeamsMessagesUrl, aws, cleanup),
  };
}
